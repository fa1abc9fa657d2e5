import { type Digest, keyDigest } from '@baton/protocol';
import { announcerWriters, blobsQueries, type Database } from '@baton/read-model';
import type { Logger } from '@baton/telemetry';
import { decideAnnouncement } from './announcement.ts';
import type { BlobClient } from './blob-client.ts';
import type { EpochFacts } from './epoch-facts.ts';
import type { AnnouncerMetrics } from './metrics.ts';
import type { Outbox } from './outbox.ts';
import type { OwnMpcData } from './own-mpc-data.ts';

export interface AnnouncementStepDependencies {
  ownMpcData: OwnMpcData;
  blobs: BlobClient;
  outbox: Outbox;
  database: Database;
  metrics: AnnouncerMetrics;
  logger: Logger;
  signal: AbortSignal;
}

/** Derives and stores the blob, announces it, and heals what got lost. docs/spec/producer.md#announcement */
export class AnnouncementStep {
  readonly #dependencies: AnnouncementStepDependencies;
  #unhealthySaid = false;
  #confirmed = false;

  constructor(dependencies: AnnouncementStepDependencies) {
    this.#dependencies = dependencies;
  }

  /** Says which digest is announced, and whether the log shows it. */
  async run(facts: EpochFacts): Promise<{ digest: Digest; confirmed: boolean }> {
    const { ownMpcData, blobs, outbox, database, metrics, logger, signal } = this.#dependencies;
    const { digest, bytes } = await ownMpcData.get();
    const recorded = facts.announcements.find((row) => row.validator === facts.self && row.epoch === facts.epoch);
    const held = await blobsQueries.blob(database.db, digest);
    const decide = (blobHeld: boolean) =>
      decideAnnouncement({
        validator: facts.self,
        epoch: facts.epoch,
        blobHash: digest,
        recorded: recorded ?? null,
        stamped: facts.ownAnnouncement ?? null,
        blobHeld,
        nowMs: Date.now(),
      });
    let decision = decide(held !== undefined);
    if (decision.action === 'store_blob') {
      this.#sayUnhealthy(digest, recorded !== undefined);
      await blobs.put(digest, bytes, 'own', signal);
      decision = decide(true);
    }
    metrics.ownBlobUnhealthy.set(0);
    this.#unhealthySaid = false;
    if (decision.action === 'submit') {
      const { announcement } = decision;
      if (decision.stamp) {
        const { timestampMs, blobHash } = announcement;
        await announcerWriters.writeOwnAnnouncement(database.db, { epoch: facts.epoch, timestampMs, blobHash });
      }
      await outbox.ensure({ kind: 'validator_mpc_data_announcement', announcement });
      return { digest, confirmed: false };
    }
    if (decision.action === 'confirmed') {
      const { announcement } = decision;
      await outbox.confirm(keyDigest({ body: { kind: 'validator_mpc_data_announcement', announcement } }));
      if (!this.#confirmed) logger.info({ epoch: facts.epoch, digest, size: bytes.length }, 'announcement recorded');
      this.#confirmed = true;
    }
    return { digest, confirmed: this.#confirmed };
  }

  #sayUnhealthy(digest: Digest, announced: boolean): void {
    const { metrics, logger } = this.#dependencies;
    metrics.ownBlobUnhealthy.set(1);
    if (this.#unhealthySaid || !announced) return;
    this.#unhealthySaid = true;
    logger.warn({ digest }, 'the own blob is announced and not held; handing it over again');
  }
}
