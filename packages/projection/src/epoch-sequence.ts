import type {
  AuthorityName,
  ConfigurationOverrides,
  ConsensusKey,
  Epoch,
  EpochContext,
  EpochOpened,
  Fold,
} from '@baton/protocol';
import {
  type AnchorRow,
  chainQueries,
  checkpointQueries,
  type Database,
  type ProjectingSchema,
  waitFor,
} from '@baton/read-model';
import type { Telemetry } from '@baton/telemetry';
import { awaitAgreement, checkFolded } from './chain-agreement.ts';
import type { ChainRecord } from './chain-records.ts';
import { buildEpochContext } from './epoch-context.ts';
import { nextAnchor, openOrPassOver } from './epoch-entry.ts';
import { measureProjection, type ProjectionMeasurement } from './measurement.ts';
import { type OutageOptions, throughOutages } from './outage.ts';
import { Progress, type ProjectionStatus } from './progress.ts';
import type { FoldedRow } from './row-changes.ts';
import { type Committed, runProjection } from './run.ts';
import type { CommitSource } from './source.ts';
import type { ProjectionTables } from './tables.ts';

export interface EpochSequenceOptions<State> extends ProjectionTables {
  fold: Fold<State, FoldedRow>;
  database: Database;
  schema: ProjectingSchema;
  network: string;
  sequencerKey: ConsensusKey;
  /** This validator, where configured: tells waiting for a seat from waiting for the barrier. */
  self?: AuthorityName | undefined;
  configuration?: ConfigurationOverrides | undefined;
  /** Waits until the epoch's stream exists and its first commit is there. */
  openLog(epoch: Epoch, signal: AbortSignal): Promise<{ log: CommitSource; opened: EpochOpened }>;
  telemetry: Telemetry;
  signal: AbortSignal;
  onEpoch?: ((context: EpochContext) => void) | undefined;
  /** An epoch whose log is gone was passed over. */
  onPassedOver?: ((epoch: Epoch) => void) | undefined;
  onCommit?: ((committed: Committed<State>) => void) | undefined;
  onOutage?: OutageOptions['onOutage'];
  stallAfterMs?: number | undefined;
  safetyPollMs?: number | undefined;
}

/** A projection that goes from epoch to epoch for as long as the process lives. */
export interface EpochSequence {
  /** Never resolves in a good run; rejects with what stops the projection, or with the signal's reason. */
  readonly done: Promise<never>;
  /** Resolves once it is known where an earlier run left off: from then on the gauges are right. Never rejects. */
  readonly resumed: Promise<void>;
  whenProcessed: Progress['whenProcessed'];
  whenCaughtUp: Progress['whenCaughtUp'];
  status(): ProjectionStatus;
}

/**
 * Runs the projection over one epoch after the other in which this validator sits: where it left off, else from the
 * first epoch the barrier opened. Nothing of an epoch is folded before the barrier is open for it and the chain view of it is there.
 * Rule: docs/spec/projection.md#epochs
 */
export function runEpochSequence<State>(options: EpochSequenceOptions<State>): EpochSequence {
  const progress = new Progress(options.fold.name, options.stallAfterMs);
  const measurement = measureProjection(options.telemetry, options.fold.name, progress);
  const first = firstEpoch(options, measurement);
  return {
    done: sequence(options, progress, measurement, first),
    resumed: first.then(
      () => undefined,
      () => undefined,
    ),
    whenProcessed: (at) => progress.whenProcessed(at),
    whenCaughtUp: () => progress.whenCaughtUp(),
    status: () => progress.status(),
  };
}

async function sequence<State>(
  options: EpochSequenceOptions<State>,
  progress: Progress,
  measurement: ProjectionMeasurement,
  first: Promise<Epoch>,
): Promise<never> {
  const { database, signal, onOutage } = options;
  const agree = (record: ChainRecord, again: boolean) =>
    again
      ? throughOutages(() => checkFolded(database.db, record), { signal, onOutage })
      : awaitAgreement({ ...options, progress }, record);
  for (let from = await first; ; ) {
    const anchor = await nextAnchor(options, progress, from);
    const entered = await enterEpoch(options, progress, anchor);
    if (entered === null) options.onPassedOver?.(anchor.epoch);
    else {
      const { log, context } = entered;
      options.onEpoch?.(context);
      await runProjection({ ...options, sql: database.sql, log, context, progress, measurement, agree }).done;
    }
    signal.throwIfAborted();
    from = anchor.epoch + 1;
  }
}

/** Where to look for the next epoch from: the one that was left off, or the one after the last that was ended. */
async function firstEpoch<State>(
  options: EpochSequenceOptions<State>,
  measurement: ProjectionMeasurement,
): Promise<Epoch> {
  const { database, schema, fold, signal, onOutage } = options;
  const checkpoint = await throughOutages(
    () => checkpointQueries.latestProjectionCheckpoint(database.db, schema, fold.name),
    { signal, onOutage },
  );
  if (checkpoint === undefined) return 0;
  measurement.resumed(checkpoint);
  return checkpoint.ended ? checkpoint.epoch + 1 : checkpoint.epoch;
}

async function enterEpoch<State>(
  options: EpochSequenceOptions<State>,
  progress: Progress,
  anchor: AnchorRow,
): Promise<{ log: CommitSource; context: EpochContext } | null> {
  const { database, signal, network, sequencerKey, configuration, safetyPollMs } = options;
  const waiting = { signal, ...(safetyPollMs ? { safetyPollMs } : {}) };
  const { db } = database;
  const { epoch } = anchor;
  progress.waits(`chain view of epoch ${epoch}`);
  const chainView = await waitFor(database, 'chain', () => chainQueries.epochView(db, epoch), waiting);
  progress.waits(`log of epoch ${epoch}`);
  const found = await openOrPassOver(options, epoch, (either) => options.openLog(epoch, either));
  if (found === null) return null;
  const { log, opened } = found;
  const previous = await throughOutages(() => chainQueries.epochView(db, epoch - 1), { signal });
  const context = buildEpochContext({
    opened,
    network,
    sequencerKey,
    chainView,
    anchor,
    configuration,
    previousProtocolVersion: previous?.protocolVersion,
  });
  return { log, context };
}
