import type { CommitSource, FollowedCommit, LogPosition, MessageTrace } from '@baton/projection';
import { blake2b256, type Commit, type Digest, type Epoch, fromHex, type SequencedMessage } from '@baton/protocol';

const utf8 = new TextEncoder();

/** An epoch's log as an array of commits; `lines` are the messages of a commit as plain text. */
export class MemorySource implements CommitSource {
  readonly epoch: Epoch;
  readonly commits: FollowedCommit[] = [];
  #created: string;
  #waiting = new Set<() => void>();

  constructor(epoch: Epoch, created = 'first') {
    this.epoch = epoch;
    this.#created = created;
  }

  add(lines: readonly string[], trace: readonly MessageTrace[] = []): FollowedCommit {
    const previous = this.commits.at(-1);
    const start = (previous?.sequence ?? 0) + 1;
    const prevDigest = previous?.digest ?? ('00'.repeat(32) as Digest);
    const messages = lines.map((line, index) => message(line, start + index));
    const commit = {
      epoch: this.epoch,
      round: (previous?.round ?? 0) + 2,
      timestampMs: (previous?.timestampMs ?? 1_000) + 100,
      sequence: start + lines.length,
      prevDigest,
      digest: blake2b256(fromHex(prevDigest), utf8.encode(lines.join('\n'))),
      messages,
      trace,
    };
    this.commits.push(commit);
    for (const wake of this.#waiting) wake();
    return commit;
  }

  /** Loses the newest commits, as a store restored from an old backup would. */
  truncate(count: number): void {
    this.commits.splice(this.commits.length - count, count);
  }

  async head(): Promise<LogPosition | null> {
    return this.commits.at(-1) ?? null;
  }

  async created(): Promise<string> {
    return this.#created;
  }

  async *follow({ signal, batch = 250 }: { signal: AbortSignal; batch?: number }): AsyncGenerator<FollowedCommit[]> {
    let next = 0;
    while (!signal.aborted) {
      const commits = this.commits.slice(next, next + batch);
      next += commits.length;
      if (commits.length > 0) yield commits;
      else await this.#added(signal);
      if (commits.at(-1)?.messages.some(({ envelope }) => envelope?.transaction.body.kind === 'epoch_ended')) return;
    }
  }

  #added(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

function message(line: string, sequence: number): SequencedMessage {
  const bytes = utf8.encode(line);
  const envelope = line === 'end' ? { transaction: { body: { kind: 'epoch_ended' } } } : null;
  return {
    sequence,
    bytes,
    digest: blake2b256(bytes),
    keyDigest: null,
    envelope: envelope as Commit['messages'][number]['envelope'],
  };
}
