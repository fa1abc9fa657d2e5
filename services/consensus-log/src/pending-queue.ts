import type { Digest } from '@baton/protocol';
import type { PendingMessage } from './submission.ts';

export interface CommitLimits {
  messages: number;
  bytes: number;
}

/** Admitted messages in order of arrival, bounded, each key once. */
export class PendingQueue {
  readonly #capacity: number;
  readonly #messages: PendingMessage[] = [];
  readonly #keys = new Set<Digest>();
  #waiting: { count: number; wake(): void } | null = null;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#messages.length;
  }

  get full(): boolean {
    return this.#messages.length >= this.#capacity;
  }

  has(dedupIdentity: Digest): boolean {
    return this.#keys.has(dedupIdentity);
  }

  /** The caller has asked `full` and `has` before. */
  push(message: PendingMessage): void {
    this.#messages.push(message);
    this.#keys.add(message.dedupIdentity);
    if (this.#waiting && this.#messages.length >= this.#waiting.count) this.#waiting.wake();
  }

  /** The messages of the next commit, left in the queue until their fate is known. Always at least one if any waits. */
  peek(limits: CommitLimits): PendingMessage[] {
    let bytes = 0;
    const batch: PendingMessage[] = [];
    for (const message of this.#messages) {
      bytes += message.bytes.length;
      if (batch.length >= limits.messages || (bytes > limits.bytes && batch.length > 0)) break;
      batch.push(message);
    }
    return batch;
  }

  /** Takes out and returns those the condition holds for. */
  remove(condition: (message: PendingMessage) => boolean): PendingMessage[] {
    const removed: PendingMessage[] = [];
    const kept: PendingMessage[] = [];
    for (const message of this.#messages) (condition(message) ? removed : kept).push(message);
    this.#messages.splice(0, this.#messages.length, ...kept);
    for (const message of removed) this.#keys.delete(message.dedupIdentity);
    return removed;
  }

  /** Resolves when `count` messages wait; one waiter at a time. */
  whenHolding(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { count, wake: resolve };
    if (this.#messages.length >= count) resolve();
    return promise;
  }
}
