import type { Commit, Digest, Round } from '@baton/protocol';

/** Trace context a message travelled with; telemetry only, a fold never sees it. */
export interface MessageTrace {
  traceparent?: string;
  tracestate?: string;
}

/** A commit as the log hands it out. */
export interface FollowedCommit extends Commit {
  /** One entry per message, in order. */
  trace?: readonly (MessageTrace | undefined)[];
}

export interface LogPosition {
  sequence: number;
  round: Round;
  digest: Digest;
}

/** The part of an epoch's log that a projection reads; `EpochLog` of @baton/log fits. */
export interface CommitSource {
  /** Verified commits from the first one on; ends after the one that ends the epoch. */
  follow(options: { signal: AbortSignal; batch?: number }): AsyncIterable<readonly FollowedCommit[]>;
  /** The newest commit, or null before the first. */
  head(): Promise<LogPosition | null>;
  /** Identity of the stream; another one under the same name has another. */
  created?(): Promise<string | null>;
}

/** Whether the commit is the last of its epoch. */
export function endsEpoch(commit: Commit): boolean {
  return commit.messages.some((message) => message.envelope?.transaction.body.kind === 'epoch_ended');
}

/** Commits from the first through the one at `sequence`, then ends; for replays that must not wait at the head. */
export async function* commitsThrough(
  source: CommitSource,
  sequence: number,
  options: { signal: AbortSignal; batch?: number },
): AsyncGenerator<readonly FollowedCommit[]> {
  if (sequence <= 0) return;
  const stop = new AbortController();
  try {
    for await (const batch of source.follow({ ...options, signal: AbortSignal.any([options.signal, stop.signal]) })) {
      const wanted = batch.filter((commit) => commit.sequence <= sequence);
      if (wanted.length > 0) yield wanted;
      const last = batch.at(-1);
      if (last && last.sequence >= sequence) return;
    }
  } finally {
    stop.abort();
  }
}
