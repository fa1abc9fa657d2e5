import type { ConfigurationOverrides, ConsensusKey, Epoch, EpochContext, EpochOpened, Fold } from '@baton/protocol';
import {
  barrierQueries,
  chainQueries,
  checkpointQueries,
  type Database,
  type ProjectingSchema,
  waitFor,
} from '@baton/read-model';
import type { Telemetry } from '@baton/telemetry';
import { buildEpochContext } from './epoch-context.ts';
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
  configuration?: ConfigurationOverrides | undefined;
  /** Waits until the epoch's stream exists and its first commit is there. */
  openLog(epoch: Epoch, signal: AbortSignal): Promise<{ log: CommitSource; opened: EpochOpened }>;
  telemetry: Telemetry;
  signal: AbortSignal;
  onEpoch?: ((context: EpochContext) => void) | undefined;
  onCommit?: ((committed: Committed<State>) => void) | undefined;
  onTransaction?: ((seconds: number) => void) | undefined;
  onOutage?: OutageOptions['onOutage'];
  stallAfterMs?: number | undefined;
  safetyPollMs?: number | undefined;
}

/** A projection that goes from epoch to epoch for as long as the process lives. */
export interface EpochSequence {
  /** Never resolves in a good run; rejects with what stops the projection, or with the signal's reason. */
  readonly done: Promise<never>;
  whenProcessed: Progress['whenProcessed'];
  whenCaughtUp: Progress['whenCaughtUp'];
  status(): ProjectionStatus;
}

/**
 * Runs the projection over one epoch after the other: where it left off, else from the first epoch the barrier
 * opened. Nothing of an epoch is folded before the barrier is open for it and the chain view of it is there.
 * Rule: docs/spec/projection.md#epochs
 */
export function runEpochSequence<State>(options: EpochSequenceOptions<State>): EpochSequence {
  const progress = new Progress(options.fold.name, options.stallAfterMs);
  return {
    done: sequence(options, progress),
    whenProcessed: (at) => progress.whenProcessed(at),
    whenCaughtUp: () => progress.whenCaughtUp(),
    status: () => progress.status(),
  };
}

async function sequence<State>(options: EpochSequenceOptions<State>, progress: Progress): Promise<never> {
  const { database, signal } = options;
  for (let epoch = await firstEpoch(options, progress); ; epoch += 1) {
    const { log, context } = await enterEpoch(options, progress, epoch);
    options.onEpoch?.(context);
    await runProjection({ ...options, sql: database.sql, log, context, progress }).done;
    signal.throwIfAborted();
  }
}

async function firstEpoch<State>(options: EpochSequenceOptions<State>, progress: Progress): Promise<Epoch> {
  const { database, schema, fold, signal, safetyPollMs } = options;
  const outage = { signal, onOutage: options.onOutage };
  const checkpoint = await throughOutages(
    () => checkpointQueries.latestProjectionCheckpoint(database.db, schema, fold.name),
    outage,
  );
  if (checkpoint) return checkpoint.ended ? checkpoint.epoch + 1 : checkpoint.epoch;
  progress.waits('barrier of the first epoch');
  const query = () => barrierQueries.earliestReadyAnchor(database.db);
  const anchor = await waitFor(database, 'barrier', query, { signal, ...(safetyPollMs ? { safetyPollMs } : {}) });
  return anchor.epoch;
}

async function enterEpoch<State>(
  options: EpochSequenceOptions<State>,
  progress: Progress,
  epoch: Epoch,
): Promise<{ log: CommitSource; context: EpochContext }> {
  const { database, signal, network, sequencerKey, configuration, safetyPollMs } = options;
  const waiting = { signal, ...(safetyPollMs ? { safetyPollMs } : {}) };
  const { db } = database;
  progress.waits(`barrier of epoch ${epoch}`);
  const anchor = await waitFor(database, 'barrier', () => barrierQueries.readyAnchor(db, epoch), waiting);
  progress.waits(`chain view of epoch ${epoch}`);
  const chainView = await waitFor(database, 'chain', () => chainQueries.epochView(db, epoch), waiting);
  progress.waits(`log of epoch ${epoch}`);
  const { log, opened } = await options.openLog(epoch, signal);
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
