import type { DeliveredCommit } from './assembly.ts';
import { type EpochLog, FOLLOW_BATCH_COMMITS, type FollowOptions } from './epoch-log.ts';

/**
 * An epoch's log as far as it goes now, read and verified once, for who replays it again and again. It takes as much
 * memory as the log has bytes. Following the copy ends where the copy does; rejects as following the log does.
 */
export async function copyLog(log: EpochLog, signal: AbortSignal): Promise<EpochLog> {
  const [created, head] = await Promise.all([log.created(), log.head()]);
  const commits = head === null ? [] : await commitsThrough(log, head.sequence, signal);
  return {
    network: log.network,
    epoch: log.epoch,
    follow: (options) => inBatches(commits, options),
    head: async () => head,
    created: async () => created,
  };
}

async function commitsThrough(log: EpochLog, sequence: number, signal: AbortSignal): Promise<DeliveredCommit[]> {
  const commits: DeliveredCommit[] = [];
  const enough = new AbortController();
  try {
    for await (const batch of log.follow({ signal: AbortSignal.any([signal, enough.signal]) })) {
      commits.push(...batch.filter((commit) => commit.sequence <= sequence));
      if ((commits.at(-1)?.sequence ?? 0) >= sequence) break;
    }
  } finally {
    enough.abort();
  }
  signal.throwIfAborted();
  return commits;
}

async function* inBatches(
  commits: readonly DeliveredCommit[],
  { signal, batch = FOLLOW_BATCH_COMMITS }: FollowOptions,
): AsyncGenerator<DeliveredCommit[]> {
  for (let at = 0; at < commits.length && !signal.aborted; at += batch) yield commits.slice(at, at + batch);
}
