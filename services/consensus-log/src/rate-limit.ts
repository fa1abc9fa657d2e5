import type { AuthorityName, TimestampMs } from '@baton/protocol';

export interface RateLimit {
  /** Messages an author may send at once after being quiet. */
  burst: number;
  perSecond: number;
}

interface Bucket {
  tokens: number;
  atMs: TimestampMs;
}

/** One token bucket per author. Authors are committee members, so the number of buckets is bounded. */
export class AuthorRateLimiter {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<AuthorityName, Bucket>();

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Takes one token of the author's if there is one. */
  take(author: AuthorityName, nowMs: TimestampMs): boolean {
    const bucket = refill(this.#buckets.get(author), this.#limit, nowMs);
    const taken = bucket.tokens >= 1;
    if (taken) bucket.tokens -= 1;
    this.#buckets.set(author, bucket);
    return taken;
  }
}

function refill(bucket: Bucket | undefined, limit: RateLimit, nowMs: TimestampMs): Bucket {
  if (!bucket) return { tokens: limit.burst, atMs: nowMs };
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  const tokens = Math.min(limit.burst, bucket.tokens + (elapsedMs * limit.perSecond) / 1_000);
  return { tokens, atMs: Math.max(bucket.atMs, nowMs) };
}
