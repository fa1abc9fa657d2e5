import type { ProtocolSigner } from '@baton/keys';
import type { AuthorityName, Epoch, Signer } from '@baton/protocol';
import { epochScaledPollInterval } from '@baton/protocol';
import { type Bell, type Database, isDatabaseOutage, reactions } from '@baton/read-model';
import { type Logger, react } from '@baton/telemetry';
import { AnnouncementStep, type AnnouncementStepDependencies } from './announcement-step.ts';
import { AttestationStep, type AttestationStepDependencies } from './attestation-step.ts';
import type { BlobClient } from './blob-client.ts';
import { CapabilityStep, type SupportedVersions } from './capability-step.ts';
import { CheckpointSigning } from './checkpoint-signing.ts';
import { EndOfPublishStep } from './end-of-publish-step.ts';
import { type EpochFacts, FACTS_TABLES, isClosed, readEpochFacts } from './epoch-facts.ts';
import { NetworkKeyReadyStep } from './network-key-ready-step.ts';
import type { Outbox } from './outbox.ts';
import { ReadySignalStep } from './ready-signal-step.ts';

/** The producer's slow tick, before scaling to the epoch. docs/spec/freeze.md#cadences */
export const PRODUCER_INTERVAL_MS = 2_000;
/** Repeating failures are said once in so many turns. */
const SAY_FAILURE_EVERY = 30;

export interface EpochTaskDependencies extends AnnouncementStepDependencies, AttestationStepDependencies {
  self: AuthorityName;
  /** the epoch's protocol version keeps validator metadata off the chain */
  offChain: boolean;
  protocolSigner: Pick<ProtocolSigner, 'sign'>;
  supported: SupportedVersions;
  blobs: BlobClient;
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
  readonly offChain: boolean;
  readonly outbox: Outbox;
  readonly checkpoints: CheckpointSigning;
  readonly readySignals: ReadySignalStep;
  readonly attestation: AttestationStep;
  readonly #announcement: AnnouncementStep;
  readonly #capability: CapabilityStep;
  readonly #endOfPublish: EndOfPublishStep;
  readonly #networkKeyReady: NetworkKeyReadyStep;
  readonly #dependencies: EpochTaskDependencies;
  #intervalMs = PRODUCER_INTERVAL_MS;
  #failures = 0;

  constructor(epoch: Epoch, dependencies: EpochTaskDependencies) {
    this.epoch = epoch;
    this.offChain = dependencies.offChain;
    this.outbox = dependencies.outbox;
    this.checkpoints = new CheckpointSigning({ ...dependencies, epoch, signer: dependencies.protocolSigner });
    this.#capability = new CapabilityStep(dependencies.outbox, dependencies.supported);
    this.#endOfPublish = new EndOfPublishStep(dependencies.outbox);
    this.#networkKeyReady = new NetworkKeyReadyStep(dependencies.outbox);
    this.#dependencies = dependencies;
    this.#announcement = new AnnouncementStep(dependencies);
    this.readySignals = new ReadySignalStep(dependencies);
    this.attestation = new AttestationStep(dependencies);
  }

  /** Ends with the signal, after the submissions under way. */
  async run(): Promise<void> {
    const { database, telemetry, signal, bell } = this.#dependencies;
    const signing = this.checkpoints.run();
    const turns = reactions(database, FACTS_TABLES, {
      signal,
      bell,
      safetyPollMs: () => this.#intervalMs,
    });
    for await (const causes of turns) await react(telemetry, causes, () => this.#turn());
    await signing;
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
      this.#dependencies.metrics.endOfPublishLocal.set(facts.ownVote === undefined ? 0 : 1);
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

  /** Output votes and capabilities first: they wait for nothing. */
  async #steps(facts: EpochFacts): Promise<void> {
    const open = !isClosed(facts);
    if (open) this.outbox.resume(['session_output_vote', 'relayed_validator_mpc_data_announcement']);
    if (open) await this.#capability.run(facts);
    if (!this.offChain) return this.#endOfPublish.run(facts);
    if (open) await this.readySignals.run(facts, await this.#announcement.run(facts));
    if (open) await this.#networkKeyReady.run(facts);
    await this.attestation.run(facts);
  }
}
