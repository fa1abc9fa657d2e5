import type { AuthorityName, Epoch, Signer } from '@baton/protocol';
import { epochScaledPollInterval } from '@baton/protocol';
import { type Bell, type Database, isDatabaseOutage, reactions } from '@baton/read-model';
import type { Logger } from '@baton/telemetry';
import { AnnouncementStep, type AnnouncementStepDependencies } from './announcement-step.ts';
import { AttestationStep, type AttestationStepDependencies } from './attestation-step.ts';
import { type EpochFacts, isClosed, readEpochFacts } from './epoch-facts.ts';
import type { Outbox } from './outbox.ts';
import { ReadySignalStep } from './ready-signal-step.ts';

/** The producer's slow tick, before scaling to the epoch. docs/spec/freeze.md#cadences */
export const PRODUCER_INTERVAL_MS = 2_000;
/** Repeating failures are said once in so many turns. */
const SAY_FAILURE_EVERY = 30;

export interface EpochTaskDependencies extends AnnouncementStepDependencies, AttestationStepDependencies {
  self: AuthorityName;
  database: Database;
  outbox: Outbox;
  sign: Signer;
  logger: Logger;
  signal: AbortSignal;
  /** rung when a submission's state changed */
  bell: Bell;
}

/** One epoch of this validator's producer: turn by turn, what is missing in the log is brought there. */
export class EpochTask {
  readonly epoch: Epoch;
  readonly outbox: Outbox;
  readonly readySignals: ReadySignalStep;
  readonly attestation: AttestationStep;
  readonly #announcement: AnnouncementStep;
  readonly #dependencies: EpochTaskDependencies;
  #intervalMs = PRODUCER_INTERVAL_MS;
  #failures = 0;

  constructor(epoch: Epoch, dependencies: EpochTaskDependencies) {
    this.epoch = epoch;
    this.outbox = dependencies.outbox;
    this.#dependencies = dependencies;
    this.#announcement = new AnnouncementStep(dependencies);
    this.readySignals = new ReadySignalStep(dependencies);
    this.attestation = new AttestationStep(dependencies);
  }

  /** Ends with the signal, after the submissions under way. */
  async run(): Promise<void> {
    const { database, signal, bell } = this.#dependencies;
    const turns = reactions(database, ['freeze', 'handoff', 'chain', 'blobs', 'barrier'], {
      signal,
      bell,
      safetyPollMs: () => this.#intervalMs,
    });
    for await (const _ of turns) await this.#turn();
    await this.outbox.settled();
  }

  async #turn(): Promise<void> {
    const { database, self, signal, logger } = this.#dependencies;
    try {
      const facts = await readEpochFacts(database, this.epoch, self);
      if (facts === undefined) return;
      this.#intervalMs = epochScaledPollInterval({
        epochDurationMs: facts.view.epochDurationMs,
        productionDefaultMs: PRODUCER_INTERVAL_MS,
      });
      await this.#steps(facts);
      if (this.#failures > 0) logger.info({ epoch: this.epoch, failures: this.#failures }, 'producer recovered');
      this.#failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const level = this.#failures % SAY_FAILURE_EVERY === 0 && !isDatabaseOutage(error) ? 'warn' : 'debug';
      logger[level]({ epoch: this.epoch, error }, 'producer turn failed; trying again');
      this.#failures += 1;
    }
  }

  /** Output votes first: they wait for nothing. */
  async #steps(facts: EpochFacts): Promise<void> {
    if (!isClosed(facts)) this.outbox.resume(['session_output_vote']);
    if (!isClosed(facts)) await this.readySignals.run(facts, await this.#announcement.run(facts));
    await this.attestation.run(facts);
  }
}
