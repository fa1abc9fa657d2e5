import type { AuthorityName } from '@baton/protocol';

const WINDOW_MS = 60_000;

/** Counts per joiner in fixed windows of a minute; as many joiners as the next committee has seats. */
export class JoinerRate {
  readonly #max: number;
  readonly #now: () => number;
  #windowFrom = 0;
  #counts = new Map<AuthorityName, number>();

  constructor(max: number, now: () => number = Date.now) {
    this.#max = max;
    this.#now = now;
  }

  /** False once a joiner, proven by its signature, asked too often in this minute. */
  take(joiner: AuthorityName): boolean {
    if (this.#now() - this.#windowFrom >= WINDOW_MS) {
      this.#windowFrom = this.#now();
      this.#counts = new Map();
    }
    const count = (this.#counts.get(joiner) ?? 0) + 1;
    this.#counts.set(joiner, count);
    return count <= this.#max;
  }
}
