import { type AuthorityName, epochScaledPollInterval, type Signer, signAnnouncement } from '@baton/protocol';
import {
  announcerQueries,
  announcerWriters,
  chainQueries,
  type Database,
  type EpochView,
  isDatabaseOutage,
  reactions,
} from '@baton/read-model';
import { type Logger, observePeers, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { SpanKind } from '@opentelemetry/api';
import { decideAnnouncement } from './announcement.ts';
import type { BlobClient } from './blob-client.ts';
import { publishedNextCommittee } from './epoch-facts.ts';
import { type FanOutProgress, fanOut, type Member } from './joiner-fan-out.ts';
import { isOffChain } from './lifecycle.ts';
import type { AnnouncerMetrics } from './metrics.ts';
import type { OwnMpcData } from './own-mpc-data.ts';
import { encodeRelayBody } from './relay-body.ts';
import { type PushAnswer, pushToMember } from './relay-client.ts';

/** Between attempts, before scaling to the epoch. docs/spec/freeze.md#joiners */
export const JOINER_INTERVAL_MS = 3_000;

export interface JoinerDependencies {
  self: AuthorityName;
  sign: Signer;
  ownMpcData: OwnMpcData;
  blobs: BlobClient;
  database: Database;
  metrics: AnnouncerMetrics;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
  /** Told of each step of a joining. */
  onProgress: (joining: Joining) => void;
}

export interface Joining extends FanOutProgress {
  /** The epoch to be joined. */
  epoch: number;
  /** ISO time of the first attempt of this process. */
  since: string;
}

/**
 * Watches for an epoch that this validator is to join: seated in the next committee and not in the current one. Then
 * pushes announcement and blob to the members; once per next epoch and process. docs/spec/producer.md#joiner
 */
export class Joiner {
  readonly #dependencies: JoinerDependencies;
  #view: EpochView | undefined;
  #effort: { epoch: number; stop: AbortController; done: Promise<void> } | undefined;
  #joining: Joining | null = null;

  constructor(dependencies: JoinerDependencies) {
    this.#dependencies = dependencies;
  }

  /** How the latest joining goes or went; null for a validator that had nothing to join. */
  get joining(): Joining | null {
    return this.#joining;
  }

  async run(): Promise<void> {
    const { database, signal } = this.#dependencies;
    try {
      for await (const _ of reactions(database, { chain: ['epoch_view'] }, { signal })) {
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
    const { database, self } = this.#dependencies;
    this.#view = await chainQueries.latestEpochView(database.db);
    const epoch = this.#view && joinsNext(this.#view, self) ? this.#view.epoch + 1 : undefined;
    if (epoch === this.#effort?.epoch) return;
    await this.#end();
    if (epoch === undefined) return;
    const stop = new AbortController();
    const done = this.#join(epoch, AbortSignal.any([this.#dependencies.signal, stop.signal])).catch((error) => {
      if (stop.signal.aborted || this.#dependencies.signal.aborted) return;
      this.#dependencies.logger.warn({ epoch, error }, 'joining was interrupted; trying again');
      if (this.#effort?.epoch === epoch) this.#effort = undefined;
    });
    this.#effort = { epoch, stop, done };
  }

  async #join(epoch: number, signal: AbortSignal): Promise<void> {
    const { self, metrics, telemetry, logger } = this.#dependencies;
    const measured = observePeers(telemetry, 'relay');
    const view = this.#view;
    if (view === undefined) return;
    const since = new Date().toISOString();
    const body = await this.#announcementAndBlob(epoch, signal);
    logger.info({ epoch, members: view.committee.members.length }, 'joining: pushing announcement and blob to members');
    const result = await fanOut({
      members: () => membersOf(this.#view ?? view, self),
      committeeSize: view.committee.members.length,
      intervalMs: epochScaledPollInterval({
        epochDurationMs: view.epochDurationMs,
        productionDefaultMs: JOINER_INTERVAL_MS,
      }),
      push: (member) =>
        withSpan(telemetry, SPANS.announcerAskRelay, { kind: SpanKind.CLIENT, subject: { epoch } }, () =>
          measured(() => pushToMember(member.url, body, signal), resultOf),
        ),
      onProgress: (progress) => {
        const before = this.#joining?.epoch === epoch ? this.#joining.state : 'pushing';
        this.#joining = { epoch, since, ...progress };
        this.#dependencies.onProgress(this.#joining);
        metrics.joinerAccepted.set(progress.accepted.length);
        logger.debug(this.#joining, 'joining');
        if (progress.state !== before && progress.state === 'done') {
          logger.info({ epoch, accepted: progress.accepted.length, required: progress.required }, 'joining: relayed');
        }
      },
      signal,
    });
    if (result.state === 'exhausted') {
      const { attempts, accepted, required, answers } = result;
      logger.warn(
        { epoch, attempts, accepted: accepted.length, required, answers },
        'joining: too few members accepted; this validator will be excluded from the frozen set',
      );
    }
  }

  /** Signed once: the stamp is stored first, so that every attempt, over restarts too, sends the same bytes. */
  async #announcementAndBlob(epoch: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { self, sign, ownMpcData, blobs, database, logger } = this.#dependencies;
    const { digest, bytes } = await ownMpcData.get();
    await blobs.put(digest, bytes, 'own', signal).catch((error: unknown) => {
      logger.warn({ error }, 'the own blob could not be handed to the local blob-service; members get it all the same');
    });
    const decision = decideAnnouncement({
      validator: self,
      epoch,
      blobHash: digest,
      recorded: null,
      stamped: (await announcerQueries.ownAnnouncement(database.db, epoch)) ?? null,
      blobHeld: true,
      nowMs: Date.now(),
    });
    if (decision.action === 'store_blob') throw new Error('a joiner holds its own blob');
    const { announcement } = decision;
    const { timestampMs, blobHash } = announcement;
    await announcerWriters.writeOwnAnnouncement(database.db, { epoch, timestampMs, blobHash });
    return encodeRelayBody(signAnnouncement(announcement, sign), bytes);
  }

  async #end(): Promise<void> {
    this.#effort?.stop.abort();
    await this.#effort?.done;
    this.#effort = undefined;
  }
}

/** Seated next and not now, in an epoch whose announcements go through the log. */
export function joinsNext(view: EpochView, self: AuthorityName): boolean {
  if (!isOffChain(view.protocolVersion) || view.committee.members.some((member) => member.name === self)) return false;
  return publishedNextCommittee(view)?.members.some((member) => member.name === self) ?? false;
}

function membersOf(view: EpochView, self: AuthorityName): Member[] {
  return view.committee.members.flatMap(({ name }) => {
    const address = view.addresses[name];
    return address === undefined || name === self ? [] : [{ name, url: address.peerUrl }];
  });
}

const resultOf = ({ kind }: PushAnswer) => (({ accepted: 'ok', rejected: 'none', failed: 'failed' }) as const)[kind];
