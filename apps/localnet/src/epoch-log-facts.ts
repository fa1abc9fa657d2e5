import { type LogStore, openEpochLog } from '@baton/log';
import type { ConsensusKey, Epoch, Round, TimestampMs } from '@baton/protocol';

export interface EpochLogFacts {
  commits: number;
  messages: number;
  firstCommitMs: TimestampMs;
  /** Consensus time of a round of this epoch; undefined if no commit had it. */
  timeOf(round: Round): TimestampMs | undefined;
}

export interface LogAddress {
  store(epoch: Epoch): LogStore;
  sequencerKey: ConsensusKey;
}

/** Reads an ended epoch's whole stream. Ends with the commit that ends the epoch; the reader verifies as it goes. */
export async function readEpochLogFacts(
  address: LogAddress,
  epoch: Epoch,
  signal: AbortSignal,
): Promise<EpochLogFacts> {
  const log = openEpochLog(address.store(epoch), { sequencerKey: address.sequencerKey });
  const times = new Map<Round, TimestampMs>();
  let messages = 0;
  let firstCommitMs: TimestampMs | undefined;
  for await (const batch of log.follow({ signal })) {
    for (const commit of batch) {
      firstCommitMs ??= commit.timestampMs;
      messages += commit.messages.length;
      times.set(commit.round, commit.timestampMs);
    }
  }
  return { commits: times.size, messages, firstCommitMs: firstCommitMs ?? 0, timeOf: (round) => times.get(round) };
}

/** Consensus time of an epoch's first commit; waits for it. */
export async function firstCommitTime(
  address: LogAddress,
  epoch: Epoch,
  signal: AbortSignal,
): Promise<TimestampMs | undefined> {
  const log = openEpochLog(address.store(epoch), { sequencerKey: address.sequencerKey });
  for await (const [first] of log.follow({ signal, batch: 1 })) if (first !== undefined) return first.timestampMs;
  return undefined;
}
