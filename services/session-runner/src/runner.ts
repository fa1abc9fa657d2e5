import { setTimeout as delay } from 'node:timers/promises';
import type { Epoch } from '@baton/protocol';
import { isDatabaseOutage } from '@baton/read-model';
import type { Logger } from '@baton/telemetry';
import { type EngineInterface, EngineInterfaceError } from './engine-client.ts';

/** How often the node is asked for work. */
export const TURN_INTERVAL_MS = 250;
/** A repeating failure is said once in so many turns. */
const SAY_FAILURE_EVERY = 120;

/** One kind of sessions: brings forward, turn by turn, whatever is due in the epoch. */
export interface Workload {
  turn(epoch: Epoch): Promise<void>;
}

export interface RunnerDependencies {
  engine: EngineInterface;
  workloads: readonly Workload[];
  logger: Logger;
  signal: AbortSignal;
}

/** Follows the node's epoch and gives every workload its turns; a failing turn is tried again. */
export class Runner {
  readonly #dependencies: RunnerDependencies;
  #epoch: Epoch | null = null;
  #failures = 0;

  constructor(dependencies: RunnerDependencies) {
    this.#dependencies = dependencies;
  }

  get epoch(): Epoch | null {
    return this.#epoch;
  }

  async run(): Promise<void> {
    const { signal } = this.#dependencies;
    while (!signal.aborted) {
      await this.#turn();
      await delay(TURN_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #turn(): Promise<void> {
    const { engine, workloads, logger, signal } = this.#dependencies;
    try {
      this.#epoch = await engine.currentEpoch();
      if (this.#epoch === null) return;
      for (const workload of workloads) await workload.turn(this.#epoch);
      if (this.#failures > 0) logger.info({ failures: this.#failures }, 'sessions go on');
      this.#failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const passing = isDatabaseOutage(error) || (error instanceof EngineInterfaceError && error.status === 0);
      const level = this.#failures % SAY_FAILURE_EVERY === 0 && !passing ? 'warn' : 'debug';
      logger[level]({ epoch: this.#epoch, error }, 'session turn failed; trying again');
      this.#failures += 1;
    }
  }
}
