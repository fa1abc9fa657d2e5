import {
  type AuthorityName,
  type Committee,
  type CommitteeSnapshot,
  createCommittee,
  type Epoch,
  type SignedValidatorMpcDataAnnouncement,
} from '@baton/protocol';
import { chainQueries, type Database, freezeQueries, waitFor } from '@baton/read-model';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import type { BlobClient } from './blob-client.ts';
import type { EpochTask } from './epoch-task.ts';
import { AnnouncerError } from './errors.ts';
import type { AnnouncerMetrics } from './metrics.ts';
import {
  type AnnouncementCheck,
  checkRelayedAnnouncement,
  checkRelayedBlob,
  type RelayAnswer,
  type RelayReason,
} from './relay-checks.ts';
import { RelayHistory, type RelayRecord } from './relay-history.ts';
import { JoinerRate } from './relay-limits.ts';

/** The chain may show the next committee to the joiner a moment before it does to this node. */
export const PROVIDER_WAIT_MS = 3_000;
/** From the submission to having seen it sequenced. */
export const SEQUENCED_WAIT_MS = 30_000;
/** Different announcements of one joiner that one member relays in an epoch; an honest joiner has one. */
export const ANNOUNCEMENTS_PER_JOINER_MAX = 4;
/** Times one joiner is listened to in a minute; an honest one asks every 2 or 3 s. */
export const JOINER_REQUESTS_PER_MINUTE = 60;

const KIND = 'relayed_validator_mpc_data_announcement';

export interface RelayDependencies {
  database: Database;
  /** The producer of the epoch in which this node sits. */
  task: () => EpochTask | undefined;
  blobs: BlobClient;
  metrics: AnnouncerMetrics;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
  sequencedWaitMs: number;
  /** Told of each answer to a joiner. */
  onAnswer: (record: RelayRecord) => void;
}

/** Brings a joiner's announcement into the log and keeps its blob. docs/spec/producer.md#relay */
export class Relay {
  readonly #dependencies: RelayDependencies;
  readonly #rate = new JoinerRate(JOINER_REQUESTS_PER_MINUTE);
  readonly history = new RelayHistory();

  constructor(dependencies: RelayDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Everything that is checked before the blob is read. Only a joiner that proved itself counts against its rate
   * (RELAY_RATE_LIMITED), so nobody can use it up for another.
   */
  async check(signed: SignedValidatorMpcDataAnnouncement): Promise<AnnouncementCheck> {
    const { announcement } = signed;
    const currentEpoch = this.#openTask()?.epoch ?? null;
    const current = currentEpoch !== null && announcement.epoch === currentEpoch + 1;
    const checked = checkRelayedAnnouncement({
      signed,
      currentEpoch,
      nextCommittee: current ? await this.#nextCommittee(currentEpoch) : null,
      recorded: current ? await this.#recorded(currentEpoch, announcement.validator) : null,
    });
    if (checked.verdict !== 'reject' && !this.#rate.take(announcement.validator)) {
      throw new AnnouncerError('RELAY_RATE_LIMITED', `more than ${JOINER_REQUESTS_PER_MINUTE} requests in a minute`);
    }
    return checked;
  }

  /** After `check` said `relay`: blob, store, submit, and wait until it is seen sequenced. */
  relay(signed: SignedValidatorMpcDataAnnouncement, blob: Uint8Array): Promise<RelayAnswer> {
    const subject = { epoch: signed.announcement.epoch };
    return withSpan(this.#dependencies.telemetry, SPANS.announcerRelay, { subject }, () => this.#relay(signed, blob));
  }

  async #relay(signed: SignedValidatorMpcDataAnnouncement, blob: Uint8Array): Promise<RelayAnswer> {
    const { blobs, logger, signal } = this.#dependencies;
    const { validator, blobHash } = signed.announcement;
    const task = this.#openTask();
    if (task === undefined || signed.announcement.epoch !== task.epoch + 1) return rejected('wrong_epoch');
    const fault = checkRelayedBlob(blob, blobHash);
    if (fault !== null) return rejected(fault);
    if (isOneTooMany(task, signed)) return rejected('too_many_announcements');
    try {
      await blobs.put(blobHash, blob, 'joiner', signal);
    } catch (error) {
      logger.warn({ error, joiner: validator }, "a joiner's blob could not be stored");
      return rejected('blob_not_stored', error);
    }
    return this.#submit(task, signed);
  }

  /** Tells the outcome to whoever watches this node. */
  note(signed: SignedValidatorMpcDataAnnouncement, answer: RelayAnswer): void {
    const { metrics, logger, onAnswer } = this.#dependencies;
    const { validator: joiner, epoch } = signed.announcement;
    onAnswer(this.history.note(joiner, epoch, answer));
    metrics.relayed(answer.outcome === 'accepted' ? 'accepted' : answer.reason);
    if (answer.outcome === 'accepted') logger.info({ joiner, epoch }, "a joiner's announcement is in the log");
    else logger.debug({ joiner, epoch, ...answer }, "a joiner's announcement is not relayed");
  }

  async #submit(task: EpochTask, signed: SignedValidatorMpcDataAnnouncement): Promise<RelayAnswer> {
    const entry = await task.outbox.ensure({ kind: KIND, signed });
    if (entry.body.kind !== KIND || entry.body.signed.announcement.blobHash !== signed.announcement.blobHash) {
      return rejected('stale_timestamp');
    }
    const { sequencedWaitMs, signal } = this.#dependencies;
    await task.outbox.ended(entry, AbortSignal.any([signal, AbortSignal.timeout(sequencedWaitMs)]));
    if (entry.state === 'sequenced') return { outcome: 'accepted' };
    const reason = entry.refused ? 'not_submitted' : 'not_sequenced';
    return { ...rejected(reason), ...(entry.lastError === null ? {} : { detail: entry.lastError }) };
  }

  #openTask(): EpochTask | undefined {
    const task = this.#dependencies.task();
    return task?.offChain ? task : undefined;
  }

  /** From the own chain view or the log, whichever tells first; null when neither does for a while. */
  async #nextCommittee(epoch: Epoch): Promise<Committee | null> {
    const { database, signal } = this.#dependencies;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(PROVIDER_WAIT_MS)]);
    const read = async (): Promise<CommitteeSnapshot | undefined> => {
      const published = (await chainQueries.epochView(database.db, epoch))?.nextCommittee;
      if (published?.epoch === epoch + 1) return published;
      return (await freezeQueries.recordedNextCommittee(database.db, epoch))?.committee;
    };
    try {
      return createCommittee(await waitFor(database, ['chain', 'freeze'], read, { signal: bounded }));
    } catch (error) {
      if (bounded.aborted) return null;
      throw error;
    }
  }

  async #recorded(epoch: Epoch, joiner: AuthorityName) {
    return (await freezeQueries.relayedAnnouncementOf(this.#dependencies.database.db, epoch, joiner)) ?? null;
  }
}

function rejected(reason: RelayReason, error?: unknown): RelayAnswer {
  return { outcome: 'rejected', reason, ...(error instanceof Error ? { detail: error.message } : {}) };
}

function isOneTooMany(task: EpochTask, { announcement }: SignedValidatorMpcDataAnnouncement): boolean {
  const others = task.outbox.entries().filter(({ body }) => {
    if (body.kind !== KIND || body.signed.announcement.validator !== announcement.validator) return false;
    return body.signed.announcement.timestampMs !== announcement.timestampMs;
  });
  return others.length >= ANNOUNCEMENTS_PER_JOINER_MAX;
}
