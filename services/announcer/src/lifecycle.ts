import type { AuthorityName, Epoch } from '@baton/protocol';
import { isSupportedProtocolVersion, protocolConfiguration } from '@baton/protocol';
import {
  barrierQueries,
  chainQueries,
  type Database,
  type EpochView,
  isDatabaseOutage,
  reactions,
} from '@baton/read-model';
import type { Change } from '@baton/service-runtime';
import type { Logger } from '@baton/telemetry';
import type { EpochTask } from './epoch-task.ts';

export interface LifecycleDependencies {
  self: AuthorityName;
  database: Database;
  logger: Logger;
  signal: AbortSignal;
  /** announced when a task begins or ends */
  change: Change;
  /** a task that ends with the given signal */
  createTask: (epoch: Epoch, offChain: boolean, signal: AbortSignal) => Promise<EpochTask>;
}

export type Idle = 'chain_view' | 'barrier' | 'not_in_committee' | 'unsupported_version' | null;

/**
 * One producer task at a time: that of the newest epoch the chain shows, from when the barrier lets it be entered until
 * the chain shows the next one. docs/spec/producer.md#lifecycle
 */
export class Lifecycle {
  readonly #dependencies: LifecycleDependencies;
  #current: { task: EpochTask; stop: AbortController; done: Promise<void> } | undefined;
  #idle: Idle = 'chain_view';
  #since = new Date().toISOString();

  constructor(dependencies: LifecycleDependencies) {
    this.#dependencies = dependencies;
  }

  get task(): EpochTask | undefined {
    return this.#current?.task;
  }

  /** Why no task runs; null while one does. */
  get idle(): Idle {
    return this.#idle;
  }

  /** ISO time since when the task runs, or none does for this reason. */
  get since(): string {
    return this.#since;
  }

  async run(): Promise<void> {
    const { database, signal } = this.#dependencies;
    try {
      for await (const _ of reactions(database, { chain: ['epoch_view'], barrier: ['anchor'] }, { signal })) {
        try {
          await this.#turn();
        } catch (error) {
          if (!isDatabaseOutage(error)) throw error;
        }
      }
    } finally {
      await this.#end();
    }
  }

  async #turn(): Promise<void> {
    const { database, self, logger } = this.#dependencies;
    const view = await chainQueries.latestEpochView(database.db);
    if (view === undefined || view.epoch === this.#current?.task.epoch) return;
    if (this.#current !== undefined) await this.#end();
    const anchor = await barrierQueries.readyAnchor(database.db, view.epoch);
    const idle = idleIn(view, self) ?? (anchor === undefined ? 'barrier' : null);
    if (idle !== this.#idle && idle !== null) logger.info({ epoch: view.epoch, reason: idle }, 'producer idle');
    if (idle !== this.#idle || idle === null) this.#since = new Date().toISOString();
    this.#idle = idle;
    if (idle === null) await this.#begin(view);
  }

  async #begin({ epoch, protocolVersion }: EpochView): Promise<void> {
    const { createTask, signal, logger } = this.#dependencies;
    const stop = new AbortController();
    const offChain = isOffChain(protocolVersion);
    const task = await createTask(epoch, offChain, AbortSignal.any([signal, stop.signal]));
    logger.info({ epoch, protocolVersion }, 'producer starts in this epoch');
    const done = task.run();
    this.#current = { task, stop, done };
    this.#dependencies.change.announce();
    done.catch((error: unknown) => {
      logger.error({ epoch, error }, 'the producer of this epoch failed; starting it again');
      if (this.#current?.task !== task) return;
      this.#current = undefined;
      this.#dependencies.change.announce();
    });
  }

  async #end(): Promise<void> {
    this.#current?.stop.abort();
    await this.#current?.done.catch(() => undefined);
    this.#current = undefined;
    this.#dependencies.change.announce();
  }
}

/** Whether announcements, ready signals and attestations go through the log; false for a chain-driven version. */
export function isOffChain(protocolVersion: number): boolean {
  return (
    isSupportedProtocolVersion(protocolVersion) && protocolConfiguration(protocolVersion).offChainValidatorMetadata
  );
}

function idleIn({ protocolVersion, committee }: EpochView, self: AuthorityName): Idle {
  if (!isSupportedProtocolVersion(protocolVersion)) return 'unsupported_version';
  return committee.members.some((member) => member.name === self) ? null : 'not_in_committee';
}
