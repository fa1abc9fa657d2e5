import type { EpochContext, Fold, Round } from '@baton/protocol';
import type { ProjectingSchema, Sql } from '@baton/read-model';
import { recordSpan, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type ChainRecord, chainRecords } from './chain-records.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { type AppliedCommit, checkAgainstHead } from './checkpoint-rules.ts';
import { CheckpointedWriter, linksOf } from './checkpointed-writer.ts';
import { measureProjection, type ProjectionMeasurement } from './measurement.ts';
import { type OutageOptions, throughOutages } from './outage.ts';
import { Progress } from './progress.ts';
import type { FoldedRow } from './row-changes.ts';
import type { CommitSource, FollowedCommit } from './source.ts';
import { initialStateDigest, nextStateDigest } from './state-digest.ts';
import { type ProjectionTables, projectedTables } from './tables.ts';

/** Commits per transaction while catching up; at the head each commit is written alone. */
export const CATCH_UP_BATCH_COMMITS = 250;
/** At the head a run of commits without rows moves the stored checkpoint only every so many. */
export const EMPTY_COMMITS_PER_CHECKPOINT = 5;

/** What a projection has just made durable. */
export interface Committed<State> {
  context: EpochContext;
  state: State;
  applied: readonly AppliedCommit[];
  caughtUp: boolean;
  /** All of it was written in an earlier run: nothing new to tell anybody. */
  replay: boolean;
}

export interface ProjectionOptions<State> extends ProjectionTables {
  fold: Fold<State, FoldedRow>;
  sql: Sql;
  schema: ProjectingSchema;
  log: CommitSource;
  context: EpochContext;
  telemetry: Telemetry;
  signal: AbortSignal;
  /** Asked before a record of the chain is folded; `again`: an earlier run has folded it. What it throws ends the projection. */
  agree?: ((record: ChainRecord, again: boolean) => Promise<void>) | undefined;
  /** Told of each batch, also of those without rows and of those written in an earlier run. */
  onCommit?: ((committed: Committed<State>) => void) | undefined;
  onOutage?: OutageOptions['onOutage'];
  outagePatienceMs?: number | undefined;
  progress?: Progress | undefined;
  measurement?: ProjectionMeasurement | undefined;
}

export interface EpochProjection<State> {
  /**
   * Resolves with the final state after the epoch's last commit; rejects with a StopError, a ProjectionError, or the
   * signal's reason.
   */
  readonly done: Promise<State>;
  whenProcessed: Progress['whenProcessed'];
  whenCaughtUp: Progress['whenCaughtUp'];
  status: Progress['status'];
}

/** Runs a fold over one epoch's log into Postgres. Rules: docs/spec/projection.md */
export function runProjection<State>(options: ProjectionOptions<State>): EpochProjection<State> {
  const progress = options.progress ?? new Progress(options.fold.name);
  return {
    done: project(options, progress),
    whenProcessed: (at) => progress.whenProcessed(at),
    whenCaughtUp: () => progress.whenCaughtUp(),
    status: () => progress.status(),
  };
}

async function project<State>(options: ProjectionOptions<State>, progress: Progress): Promise<State> {
  const { fold, sql, schema, log, context, telemetry, signal } = options;
  const outage = { signal, patienceMs: options.outagePatienceMs, onOutage: options.onOutage };
  const { epoch } = context;
  const stored = await throughOutages(() => loadCheckpoint(sql, schema, fold.name, epoch), outage);
  const head = await log.head();
  const created = (await log.created?.()) ?? null;
  if (stored) checkAgainstHead(stored, fold, head, created);
  progress.opened(epoch, head?.round ?? null);
  const measure = options.measurement ?? measureProjection(telemetry, fold.name, progress);
  measure.opened(head?.round ?? null);

  const target = { sql, schema, tables: projectedTables(options), telemetry };
  const writer = new CheckpointedWriter(
    { ...target, fold, epoch, streamCreated: created, outage, onTransaction: measure.written },
    stored,
  );
  let state = fold.initial(context);
  let stateDigest = initialStateDigest(fold, epoch);
  let unwritten: AppliedCommit[] = [];

  const apply = (commit: FollowedCommit): AppliedCommit => {
    const result = fold.applyCommit(state, commit);
    state = result.state;
    stateDigest = nextStateDigest(stateDigest, commit, result.rows);
    return { commit, rows: result.rows, stateDigest };
  };

  for await (const batch of log.follow({ signal, batch: CATCH_UP_BATCH_COMMITS })) {
    for (const record of chainRecords(batch)) {
      await options.agree?.(record, stored !== null && record.sequence <= stored.sequence);
    }
    const start = performance.now();
    const applied = batch.map(apply);
    const foldSeconds = (performance.now() - start) / 1_000;
    const last = applied.at(-1);
    if (!last) continue;
    measure.folded(foldSeconds);
    unwritten.push(...applied);
    const replay = stored !== null && last.commit.sequence <= stored.sequence;
    const settle = async () => {
      if (mustWrite(unwritten)) {
        await writer.write(unwritten);
        unwritten = [];
      }
      if (batch.length > 1) progress.sawHead(await headRound(log));
      progress.processed(last.commit.round, last.commit.timestampMs);
      options.onCommit?.({ context, state, applied, caughtUp: progress.caughtUp, replay });
    };
    // Empty commits, and those of an earlier run, tell nothing in a trace.
    if (replay || applied.every(({ rows }) => rows.length === 0)) await settle();
    else await traced(options, applied, foldSeconds, settle);
  }
  signal.throwIfAborted();
  return state;
}

/** One trace for what comes of these commits: the fold, the transaction, the notification, the decisions. */
function traced<State>(
  { fold, context, telemetry }: ProjectionOptions<State>,
  applied: readonly AppliedCommit[],
  foldSeconds: number,
  settle: () => Promise<void>,
): Promise<void> {
  const { round } = applied.at(-1)!.commit;
  const subject = { network: context.network, epoch: context.epoch, round };
  const attributes = { 'baton.projection': fold.name, 'baton.commits': applied.length };
  const startTime = Date.now() - foldSeconds * 1_000;
  const details = { root: true, links: linksOf(applied), subject, attributes, startTime };
  return withSpan(
    telemetry,
    SPANS.projectionApply,
    details,
    () => {
      recordSpan(telemetry, SPANS.projectionFold, { attributes }, foldSeconds);
      return settle();
    },
    ROOT_CONTEXT,
  );
}

/** For the lag only: what keeps the head from being read shows when the next batch is. */
const headRound = (log: CommitSource): Promise<Round | null> =>
  log.head().then(
    (head) => head?.round ?? null,
    () => null,
  );

/** Rows are written at once, and what was compared with the chain; that nothing happened is written in small groups. */
function mustWrite(unwritten: readonly AppliedCommit[]): boolean {
  return (
    unwritten.length >= EMPTY_COMMITS_PER_CHECKPOINT ||
    unwritten.some(({ commit, rows }) => rows.length > 0 || chainRecords([commit]).length > 0)
  );
}
