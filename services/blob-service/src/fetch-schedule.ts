import type { Digest } from '@baton/protocol';

/** Which digests may be asked for now: each at most once per interval, and never twice at a time. */
export class FetchSchedule {
  readonly #dueAt = new Map<Digest, number>();
  readonly #inFlight = new Set<Digest>();

  isDue(digest: Digest, nowMs: number): boolean {
    return !this.#inFlight.has(digest) && (this.#dueAt.get(digest) ?? 0) <= nowMs;
  }

  begin(digest: Digest): void {
    this.#inFlight.add(digest);
  }

  end(digest: Digest, retryAtMs: number): void {
    this.#inFlight.delete(digest);
    this.#dueAt.set(digest, retryAtMs);
  }

  /** Forgets what is wanted no longer. */
  keepOnly(wanted: ReadonlySet<Digest>): void {
    for (const digest of this.#dueAt.keys()) if (!wanted.has(digest)) this.#dueAt.delete(digest);
  }
}
