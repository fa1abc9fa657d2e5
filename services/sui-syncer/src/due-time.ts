import type { Bell } from '@baton/read-model';

/** Timers above this are set again when they fire. */
const DELAY_MS_MAX = 60_000;

/** Rings the bell when the chain's clock reaches a time; one time at a time. */
export class DueTime {
  readonly #bell: Bell;
  readonly #chainNowMs: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(bell: Bell, chainNowMs: () => number) {
    this.#bell = bell;
    this.#chainNowMs = chainNowMs;
  }

  set(dueMs: number | null): void {
    clearTimeout(this.#timer);
    if (dueMs === null) return;
    const delayMs = Math.min(Math.max(dueMs - this.#chainNowMs(), 1), DELAY_MS_MAX);
    this.#timer = setTimeout(() => this.#bell.ring(), delayMs);
  }
}
