import { setTimeout as delay } from 'node:timers/promises';
import type { Epoch } from '@baton/protocol';
import { isDatabaseOutage } from '@baton/read-model';
import type { Logger } from '@baton/telemetry';
import { type EngineInterface, EngineInterfaceError } from './engine-client.ts';

/** The pause between two turns of a workload, and after one that failed. */
const TURN_INTERVAL_MS = 250;
/** The node is asked for its epoch again this soon after an answer, which comes when there is another one. */
const FOLLOW_INTERVAL_MS = 20;
/** A repeating failure is said once in so many turns. */
const SAY_FAILURE_EVERY = 120;

/** One kind of sessions: brings forward, turn by turn, whatever is due in the epoch. */
export interface Workload {
  readonly name: string;
  /** Pause after each turn where not `TURN_INTERVAL_MS`: of one that waits for changes itself. */
  readonly intervalMs?: number;
  /** `signal` aborts when the epoch is over for this node; a turn may wait for changes until then. */
  turn(epoch: Epoch, signal: AbortSignal): Promise<void>;
}

export interface RunnerDependencies {
  engine: EngineInterface;
  workloads: readonly Workload[];
  logger: Logger;
  signal: AbortSignal;
}

/** Follows the node's epoch and gives every workload its turns, each at its own pace; a failing turn is tried again. */
export class Runner {
  readonly #dependencies: RunnerDependencies;
  #epoch: Epoch | null = null;
  #since = new Date().toISOString();
  #ended = new AbortController();

  constructor(dependencies: RunnerDependencies) {
    this.#dependencies = dependencies;
  }

  get epoch(): Epoch | null {
    return this.#epoch;
  }

  /** ISO time since when this is the epoch. */
  get since(): string {
    return this.#since;
  }

  async run(): Promise<void> {
    const { engine, workloads } = this.#dependencies;
    const follow = () => engine.currentEpoch(this.#epoch).then((epoch) => this.#enter(epoch));
    await Promise.all([
      this.#repeat('epoch', follow, FOLLOW_INTERVAL_MS),
      ...workloads.map((workload) => this.#repeat(workload.name, () => this.#turn(workload), workload.intervalMs)),
    ]);
  }

  #enter(epoch: Epoch | null): void {
    if (epoch === this.#epoch) return;
    this.#ended.abort();
    this.#ended = new AbortController();
    this.#epoch = epoch;
    this.#since = new Date().toISOString();
  }

  async #turn(workload: Workload): Promise<void> {
    if (this.#epoch === null) return delay(TURN_INTERVAL_MS, undefined, { signal: this.#dependencies.signal });
    const { signal: ended } = this.#ended;
    await workload.turn(this.#epoch, ended).catch((error: unknown) => {
      if (!ended.aborted) throw error;
    });
  }

  async #repeat(name: string, turn: () => Promise<void>, intervalMs = TURN_INTERVAL_MS): Promise<void> {
    const { logger, signal } = this.#dependencies;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await turn();
        if (failures > 0) logger.info({ workload: name, failures }, 'sessions go on');
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        const passing = isDatabaseOutage(error) || (error instanceof EngineInterfaceError && error.status === 0);
        const level = failures % SAY_FAILURE_EVERY === 0 && !passing ? 'warn' : 'debug';
        logger[level]({ workload: name, epoch: this.#epoch, error }, 'session turn failed; trying again');
        failures += 1;
      }
      const pause = failures > 0 ? TURN_INTERVAL_MS : intervalMs;
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
