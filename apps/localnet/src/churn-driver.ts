import type { Epoch } from '@baton/protocol';
import type { ChurnEvent } from './churn.ts';
import type { LocalnetListener, ValidatorState } from './events.ts';
import type { Localnet, RunningValidator } from './localnet.ts';

/** Epochs ahead of its first seat in which a joiner's process is started, and in which it asks to join. */
const START_AHEAD = 2;
const ASK_AHEAD = 1;
/** A validator is restarted in the midst of an epoch's work, not at its edge. */
const RESTART_ROUND = 10;

/** Makes happen what the plan and the script say, as the chain enters its epochs. */
export class ChurnDriver {
  readonly #localnet: Localnet;
  readonly #onEvent: LocalnetListener;
  readonly #signal: AbortSignal;
  readonly #events: readonly ChurnEvent[];
  readonly #done = new Set<string>();
  #working: Promise<void>[] = [];
  #failure: unknown;

  constructor(localnet: Localnet, events: readonly ChurnEvent[], onEvent: LocalnetListener, signal: AbortSignal) {
    this.#localnet = localnet;
    this.#events = events;
    this.#onEvent = onEvent;
    this.#signal = signal;
  }

  /** One look; what takes long goes on beside. Throws what an earlier look's work failed with. */
  async look(epoch: Epoch, states: readonly ValidatorState[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { validators } = this.#localnet;
    for (const validator of validators) await this.#membership(validator, epoch);
    for (const [index, event] of this.#events.entries()) await this.#event(event, index, epoch, states);
  }

  /** Stops those whose last epoch everybody has finished. */
  async finished(epoch: Epoch): Promise<void> {
    const gone = this.#localnet.validators.filter(({ plan }) => plan.leavesAt !== null && plan.leavesAt <= epoch + 1);
    await Promise.all(gone.map(({ process }) => process.stop()));
  }

  /** Waits for what is still under way. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#working);
  }

  async #membership(validator: RunningValidator, epoch: Epoch): Promise<void> {
    const { plan, process } = validator;
    const { label, joinsAt, leavesAt } = plan;
    const over = leavesAt !== null && leavesAt <= epoch;
    if (joinsAt > 1 && epoch >= joinsAt - START_AHEAD && !over) {
      this.#once(`start ${label}`, () =>
        process.running ? undefined : this.#localnet.startValidator(validator, this.#signal),
      );
    }
    if (joinsAt > 1 && epoch >= joinsAt - ASK_AHEAD && epoch < joinsAt) {
      await this.#now(`join ${label}`, epoch, label, 'asks to join', () => this.#localnet.control.join(plan));
    }
    if (leavesAt !== null && epoch >= leavesAt - ASK_AHEAD && epoch < leavesAt) {
      await this.#now(`leave ${label}`, epoch, label, 'asks to leave', () =>
        this.#localnet.control.leave(plan.authority),
      );
    }
  }

  async #event(event: ChurnEvent, index: number, epoch: Epoch, states: readonly ValidatorState[]): Promise<void> {
    if (event.epoch !== epoch) return;
    const key = `event ${index}`;
    if (event.do === 'new-network-key') {
      await this.#now(key, epoch, 'devchain', 'is asked for a new network key', async () => {
        await this.#localnet.control.newNetworkKey();
      });
    }
    if (event.do === 'restart') {
      const validator = this.#localnet.validators.find(({ plan }) => plan.label === event.validator);
      const state = states.find(({ label }) => label === event.validator);
      if (validator === undefined || state?.epoch !== epoch || state.round < RESTART_ROUND || this.#done.has(key))
        return;
      this.#onEvent({ event: 'churn', epoch, validator: event.validator, change: 'is restarted' });
      this.#once(key, () => validator.process.restart(this.#signal));
    }
  }

  async #now(key: string, epoch: Epoch, validator: string, change: string, act: () => Promise<void>): Promise<void> {
    if (this.#done.has(key)) return;
    await act();
    this.#done.add(key);
    this.#onEvent({ event: 'churn', epoch, validator, change });
  }

  #once(key: string, act: () => Promise<void> | undefined): void {
    if (this.#done.has(key)) return;
    this.#done.add(key);
    const work = act()?.catch((error: unknown) => {
      this.#failure ??= error;
    });
    if (work !== undefined) this.#working.push(work);
  }
}
