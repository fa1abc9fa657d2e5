import { type Epoch, epochScaledPollInterval } from '@baton/protocol';
import type { ChainView } from '@baton/sui-client';
import type { Logger } from '@baton/telemetry';
import { endOfPublishBlockers } from './end-of-publish.ts';

/** How often the end of publish is looked at where epochs are long. */
const TICK_MS = 10_000;
/** Ticks in a row that the end of a locked epoch may be blocked before it is worth a warning, and between two. */
const BLOCKED_TICKS_WARNED = 6;

/** Says when a locked epoch cannot publish its end, and why. docs/spec/chain.md#end-of-publish */
export class EndOfPublishMonitor {
  readonly #logger: Logger;
  readonly #nowMs: () => number;
  #blocked: { epoch: Epoch; ticks: number; nextMs: number; said: boolean } | null = null;

  constructor(logger: Logger, nowMs: () => number) {
    this.#logger = logger;
    this.#nowMs = nowMs;
  }

  /** Called at every turn; counts at most one tick per interval. */
  run(view: ChainView): void {
    const blockers = endOfPublishBlockers(view);
    // Both contracts are in one epoch, or the view would not be there: the lock is this epoch's.
    if (!view.locked || blockers.length === 0 || (this.#blocked && this.#blocked.epoch !== view.epoch)) {
      if (this.#blocked?.said)
        this.#logger.info({ epoch: this.#blocked.epoch }, 'the end of publish is no longer blocked');
      this.#blocked = null;
      if (!view.locked || blockers.length === 0) return;
    }
    const now = this.#nowMs();
    const blocked = this.#blocked ?? { epoch: view.epoch, ticks: 0, nextMs: now, said: false };
    this.#blocked = blocked;
    if (now < blocked.nextMs) return;
    const { epochDurationMs } = view;
    blocked.nextMs = now + epochScaledPollInterval({ epochDurationMs, productionDefaultMs: TICK_MS });
    blocked.ticks += 1;
    const at = { epoch: view.epoch, blockers, ticks: blocked.ticks };
    if (blocked.ticks % BLOCKED_TICKS_WARNED !== 0) {
      this.#logger.debug(at, 'the end of publish is blocked');
      return;
    }
    blocked.said = true;
    this.#logger.warn(at, 'the epoch is locked, and its end cannot be published');
  }
}
