import {
  attestationDigest,
  type Digest,
  decodeAttestation,
  encodeAttestation,
  fromHex,
  type HandoffAttestation,
  keyDigest,
  type Signer,
  signHandoffAttestation,
  toHex,
} from '@baton/protocol';
import { announcerWriters, type Database } from '@baton/read-model';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { planAttestation } from './attestation.ts';
import { type EpochFacts, isClosed } from './epoch-facts.ts';
import { decideInstallation } from './installation.ts';
import type { AnnouncerMetrics } from './metrics.ts';
import { attestationDifference } from './mismatch.ts';
import type { Outbox } from './outbox.ts';

export interface AttestationStepDependencies {
  sign: Signer;
  outbox: Outbox;
  database: Database;
  metrics: AnnouncerMetrics;
  telemetry: Telemetry;
  logger: Logger;
}

/**
 * Builds, installs, signs and votes, in that order, and compares with what others signed. An own recorded vote with an
 * installed attestation ends it; after a restart without one it is built and installed again, not voted again.
 * docs/spec/producer.md#attestation
 */
export class AttestationStep {
  readonly #dependencies: AttestationStepDependencies;
  #waitingFor: string | null = null;
  #mismatchSaid: Digest | null = null;

  constructor(dependencies: AttestationStepDependencies) {
    this.#dependencies = dependencies;
    dependencies.metrics.attestationMismatch.set(0);
  }

  get waitingFor(): string | null {
    return this.#waitingFor;
  }

  async run(facts: EpochFacts): Promise<void> {
    const voted = facts.ownVote !== undefined;
    let installed = facts.localAttestation && decodeAttestation(fromHex(facts.localAttestation.encoded));
    if (!voted || installed === undefined) installed = await this.#buildAndInstall(facts, installed);
    if (voted) await this.#confirmVote(facts, installed);
    else if (installed !== undefined && this.#waitingFor === null && !isClosed(facts))
      await this.#vote(facts, installed);
    if (installed !== undefined) await this.#compare(facts, installed);
  }

  async #buildAndInstall(
    facts: EpochFacts,
    installed: HandoffAttestation | undefined,
  ): Promise<HandoffAttestation | undefined> {
    const { telemetry, logger } = this.#dependencies;
    const plan = planAttestation(facts);
    this.#waitingFor = plan.outcome === 'wait' ? plan.waitingFor : null;
    if (plan.outcome === 'wait') return installed;
    const { action } = decideInstallation({
      installed: facts.localAttestation?.digest,
      built: plan.digest,
      certified: facts.certificate !== undefined,
    });
    if (action === 'refuse') {
      logger.warn(
        { epoch: facts.epoch, built: plan.digest },
        'another attestation is certified; the installed one stays',
      );
    }
    if (action !== 'install') return installed;
    await withSpan(telemetry, SPANS.announcerBuildAttestation, { subject: { epoch: facts.epoch } }, () =>
      this.#store(facts, plan.attestation, null),
    );
    logger.info({ epoch: facts.epoch, digest: plan.digest, items: plan.attestation.items.length }, 'attestation built');
    return plan.attestation;
  }

  async #vote({ self, epoch }: EpochFacts, attestation: HandoffAttestation): Promise<void> {
    const { outbox, sign } = this.#dependencies;
    const handoffSignature = signHandoffAttestation(attestation, self, sign);
    const entry = await outbox.ensure({ kind: 'end_of_publish_v2', authority: self, handoffSignature });
    if (entry.attempts === 0) this.#dependencies.logger.debug({ epoch }, 'end of publish submitted');
  }

  async #confirmVote({ self }: EpochFacts, installed: HandoffAttestation | undefined): Promise<void> {
    if (installed === undefined) return;
    const { outbox, sign } = this.#dependencies;
    const handoffSignature = signHandoffAttestation(installed, self, sign);
    await outbox.confirm(keyDigest({ body: { kind: 'end_of_publish_v2', authority: self, handoffSignature } }));
  }

  async #compare(facts: EpochFacts, own: HandoffAttestation): Promise<void> {
    const { metrics, logger } = this.#dependencies;
    const difference = attestationDifference(own, facts.tallied, facts.certificate?.attestationDigest);
    metrics.attestationMismatch.set(difference === null ? 0 : 1);
    const told = facts.localAttestation?.mismatch ?? null;
    if (difference?.attestationDigest !== told?.attestationDigest) await this.#store(facts, own, difference);
    if (difference === null || difference.attestationDigest === this.#mismatchSaid) return;
    this.#mismatchSaid = difference.attestationDigest as Digest;
    logger.error({ epoch: facts.epoch, own: attestationDigest(own), ...difference }, 'AttestationMismatch');
  }

  async #store(
    { epoch }: EpochFacts,
    attestation: HandoffAttestation,
    mismatch: Parameters<typeof announcerWriters.writeLocalAttestation>[1]['mismatch'],
  ): Promise<void> {
    await announcerWriters.writeLocalAttestation(this.#dependencies.database.db, {
      epoch,
      digest: attestationDigest(attestation),
      encoded: toHex(encodeAttestation(attestation)),
      items: attestation.items,
      mismatch: mismatch ?? null,
    });
  }
}
