import { Clock } from '@baton/sui-client/layout';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { GENESIS_DIGEST, type ObjectStore } from './object-store.ts';

export const CLOCK_ID = normalizeSuiAddress('0x6');
const CLOCK_TYPE = `${normalizeSuiAddress('0x2')}::clock::Clock`;
/** The clock object is rewritten at most this often. */
const TICK_MS = 10;

/** The chain's time: the machine's, but it never goes back. The clock object follows whenever somebody looks. */
export class ChainClock {
  readonly #store: ObjectStore;
  readonly #wallClock: () => number;
  #nowMs = 0;
  #offsetMs = 0;
  #shownMs = -TICK_MS;

  constructor(store: ObjectStore, wallClock: () => number = Date.now) {
    this.#store = store;
    this.#wallClock = wallClock;
  }

  nowMs(): number {
    this.advanceTo(this.#wallClock() + this.#offsetMs);
    return this.#nowMs;
  }

  /** How far the chain's time is ahead of the machine's. */
  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  /** Replays use the time that a transaction was executed at. */
  advanceTo(timeMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }

  /** Brings object 0x6 up to the present time. Its version is its own count of ticks. */
  show(): void {
    const nowMs = this.nowMs();
    if (nowMs - this.#shownMs < TICK_MS) return;
    this.#shownMs = nowMs;
    this.#store.overwrite({
      id: CLOCK_ID,
      version: BigInt(Math.floor(nowMs / TICK_MS)),
      type: CLOCK_TYPE,
      owner: { kind: 'shared', since: 1n },
      contents: Clock.serialize({ id: CLOCK_ID, timestamp_ms: nowMs }).toBytes(),
      previousTransaction: GENESIS_DIGEST,
      field: null,
    });
  }
}
