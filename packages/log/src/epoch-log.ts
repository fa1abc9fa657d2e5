import { type ConsensusKey, decodeCommitMarker, type Epoch, type EpochOpened, ProtocolError } from '@baton/protocol';
import { CommitAssembly, type DeliveredCommit, type StreamPosition } from './assembly.ts';
import { LogError } from './errors.ts';
import { pause } from './pause.ts';
import type { LogStore, StoredRecord } from './store.ts';

/** Commits handed on at a time while catching up; at the head each comes alone. */
export const FOLLOW_BATCH_COMMITS = 250;

export interface FollowOptions {
  signal: AbortSignal;
  /** At most this many commits at a time. */
  batch?: number;
}

/** One epoch's log as its readers see it, whatever keeps the stream. */
export interface EpochLog {
  readonly network: string;
  readonly epoch: Epoch;
  /**
   * Verified commits from the first one on, in order; ends after the one that holds `epoch_ended`, or with the signal.
   * Throws StopError LOG_GAP, LOG_REPLACED or DIGEST_MISMATCH; LogError STREAM_MISSING.
   */
  follow(options: FollowOptions): AsyncIterable<DeliveredCommit[]>;
  /** The newest commit by its marker, not verified; null before the first. */
  head(): Promise<StreamPosition | null>;
  /** Identity of the stream; null while it does not exist. */
  created(): Promise<string | null>;
}

/** `sequencerKey` is the one this node pins: a stream that another key signed holds no commits for it. */
export function openEpochLog(store: LogStore, options: { sequencerKey: ConsensusKey }): EpochLog {
  const { network, epoch } = store;
  return {
    network,
    epoch,
    follow: (follow) => followCommits(store, options.sequencerKey, follow),
    head: async () => positionOf(await store.lastCommit()),
    created: async () => (await store.describe())?.created ?? null,
  };
}

async function* followCommits(
  store: LogStore,
  sequencerKey: ConsensusKey,
  { signal, batch = FOLLOW_BATCH_COMMITS }: FollowOptions,
): AsyncGenerator<DeliveredCommit[]> {
  const { network, epoch } = store;
  const assembly = new CommitAssembly({ network, epoch, sequencerKey });
  for await (const { records } of store.records({ after: 0, signal })) {
    let commits: DeliveredCommit[] = [];
    for (const record of records) {
      const commit = assembly.push(record);
      if (commit) commits.push(commit);
      if (commits.length < batch) continue;
      yield commits;
      commits = [];
    }
    if (commits.length > 0) yield commits;
    if (assembly.ended) return;
  }
}

/** Waits until the stream is there and its first commit opens the epoch; asks about every `pollMs`. */
export async function waitForEpochLog(
  log: EpochLog,
  { signal, pollMs = 250 }: { signal: AbortSignal; pollMs?: number },
): Promise<EpochOpened> {
  for (;;) {
    signal.throwIfAborted();
    try {
      if ((await log.head()) !== null) return await readEpochOpened(log, signal);
    } catch (error) {
      if (!(error instanceof LogError) || error.code === 'LOG_UNAVAILABLE') throw error;
    }
    await pause(pollMs, signal);
  }
}

/** The record that opened the epoch. Rejects with LogError STREAM_EMPTY when there is no commit yet. */
export async function readEpochOpened(log: EpochLog, signal: AbortSignal): Promise<EpochOpened> {
  if ((await log.head()) === null)
    throw new LogError('STREAM_EMPTY', `the log of epoch ${log.epoch} has no commit yet`);
  for await (const [first] of log.follow({ signal, batch: 1 })) {
    const body = first?.messages[0]?.envelope?.transaction.body;
    if (body?.kind === 'epoch_opened') return body.record;
  }
  signal.throwIfAborted();
  throw new LogError('STREAM_EMPTY', `the log of epoch ${log.epoch} has no commit yet`);
}

function positionOf(record: StoredRecord | null): StreamPosition | null {
  if (record === null) return null;
  try {
    const { round, digest } = decodeCommitMarker(record.bytes);
    return { sequence: record.sequence, round, digest };
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
