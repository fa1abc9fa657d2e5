import type { ChainView } from '@baton/sui-client';

/** The chain's time between readings: its clock when last read, moved on by this machine's. */
export class ChainClock {
  readonly #monotonicMs: () => number;
  #chainMs = 0;
  #readAtMs = 0;

  constructor(monotonicMs: () => number = () => performance.now()) {
    this.#monotonicMs = monotonicMs;
  }

  observe(view: Pick<ChainView, 'clockMs'>): void {
    this.#chainMs = view.clockMs;
    this.#readAtMs = this.#monotonicMs();
  }

  nowMs(): number {
    return Math.floor(this.#chainMs + this.#monotonicMs() - this.#readAtMs);
  }
}
