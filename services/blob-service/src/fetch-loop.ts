import { type AuthorityName, type Digest, type Epoch, epochScaledPollInterval } from '@baton/protocol';
import { Bell, type Database, isDatabaseOutage, reactions } from '@baton/read-model';
import { type Logger, react, type Telemetry } from '@baton/telemetry';
import pLimit from 'p-limit';
import type { BlobStore } from './blob-store.ts';
import type { FetchProgress } from './fetch-progress.ts';
import { FetchSchedule } from './fetch-schedule.ts';
import { FETCH_TABLES, type FetchView, readFetchView } from './fetch-view.ts';
import { type FetchAttempt, fetchBlob, type Peer } from './fetcher.ts';
import type { BlobServiceMetrics } from './metrics.ts';
import type { NetworkKeyOutputs } from './network-key-outputs.ts';
import type { PeerBlobClient } from './peer-client.ts';
import type { WantedBlob } from './wanted.ts';

/** Blobs fetched at once; the peers of one blob are asked one after another. */
export const FETCH_PARALLELISM = 8;
/** How often a missing blob is asked for, before scaling to the epoch. docs/spec/blobs.md#fetcher */
export const FETCH_INTERVAL_MS = 2_000;

export interface FetchLoopDependencies {
  self: AuthorityName;
  database: Database;
  store: BlobStore;
  outputs: NetworkKeyOutputs;
  progress: FetchProgress;
  client: PeerBlobClient;
  isStructurallyValid: (bytes: Uint8Array) => boolean;
  metrics: BlobServiceMetrics;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Brings in what the read models name and the store lacks, as soon as they say so, and again on a slow poll.
 * docs/spec/blobs.md#fetcher
 */
export class FetchLoop {
  readonly #dependencies: FetchLoopDependencies;
  readonly #schedule = new FetchSchedule();
  readonly #limit = pLimit(FETCH_PARALLELISM);
  readonly #running = new Set<Promise<void>>();
  readonly #bell = new Bell();
  readonly #badBytesSaid = new Set<string>();
  /** Announced blobs of the epoch whose size is in the histogram. */
  readonly #measured = new Set<Digest>();
  #epoch: Epoch = -1;
  #intervalMs = FETCH_INTERVAL_MS;

  constructor(dependencies: FetchLoopDependencies) {
    this.#dependencies = dependencies;
  }

  /** Blobs that are being asked for or queued. */
  get underWay(): number {
    return this.#running.size;
  }

  /** Ends with the signal, after the fetches under way. */
  async run(): Promise<void> {
    const { database, telemetry, signal, progress } = this.#dependencies;
    await progress.start();
    const turns = reactions(database, FETCH_TABLES, {
      signal,
      bell: this.#bell,
      safetyPollMs: () => this.#intervalMs,
    });
    for await (const causes of turns) {
      try {
        await react(telemetry, causes, () => this.#turn());
      } catch (error) {
        if (!isDatabaseOutage(error)) throw error;
      }
    }
    await Promise.allSettled(this.#running);
  }

  async #turn(): Promise<void> {
    const { database, self, store, progress, metrics } = this.#dependencies;
    const view = await readFetchView(database.db, self);
    if (view === undefined) return;
    this.#enterEpoch(view);
    const wanted = new Set(view.wanted.map((entry) => entry.digest));
    const missing = view.wanted.filter((entry) => !store.has(entry.digest));
    this.#schedule.keepOnly(wanted);
    await progress.track(missing, wanted);
    metrics.priorCertificateBlobsMissing.set(missing.filter((entry) => view.certified.has(entry.digest)).length);
    this.#measure(view.announced);
    for (const entry of view.wanted) if (store.has(entry.digest)) await this.#file(entry);
    const now = performance.now();
    const order = shuffled(view.peers);
    for (const entry of missing) if (this.#schedule.isDue(entry.digest, now)) this.#begin(entry, order);
  }

  #enterEpoch(view: FetchView): void {
    if (view.epoch === this.#epoch) return;
    this.#epoch = view.epoch;
    this.#intervalMs = epochScaledPollInterval({
      epochDurationMs: view.epochDurationMs,
      productionDefaultMs: FETCH_INTERVAL_MS,
    });
    this.#badBytesSaid.clear();
    this.#measured.clear();
  }

  #measure(announced: ReadonlySet<Digest>): void {
    const { store, metrics } = this.#dependencies;
    for (const digest of announced) {
      const row = store.row(digest);
      if (row === undefined || this.#measured.has(digest)) continue;
      this.#measured.add(digest);
      metrics.announcementBlobBytes.observe(row.size);
    }
  }

  #begin(wanted: WantedBlob, order: readonly Peer[]): void {
    const { digest } = wanted;
    this.#schedule.begin(digest);
    const task = this.#limit(() => this.#fetch(wanted, order))
      .catch((error: unknown) => this.#dependencies.logger.warn({ error, digest }, 'blob fetch failed'))
      .finally(() => {
        this.#schedule.end(digest, performance.now() + this.#intervalMs);
        this.#running.delete(task);
      });
    this.#running.add(task);
  }

  async #fetch(wanted: WantedBlob, order: readonly Peer[]): Promise<void> {
    const { client, isStructurallyValid, progress, signal, store } = this.#dependencies;
    await fetchBlob(wanted, order, signal, {
      client,
      isStructurallyValid,
      store: async (entry, bytes, peer) => {
        await store.put(entry.digest, bytes, peer.name === entry.owner ? 'announcer' : 'peer');
        await this.#file(entry);
      },
      onAsking: (entry, peer) => progress.asking(entry, peer.name),
      onAttempt: (attempt) => this.#note(attempt),
    });
  }

  async #file(wanted: WantedBlob): Promise<void> {
    const { outputs, logger } = this.#dependencies;
    for (const slot of wanted.slots) {
      const { replaced } = await outputs.register(slot, wanted.digest, 'agreed');
      if (replaced !== null) {
        logger.warn(
          { ...slot, agreed: wanted.digest, replaced },
          'local network-key output differed from the agreed one',
        );
      }
    }
  }

  async #note(attempt: FetchAttempt): Promise<void> {
    const { metrics, logger, progress } = this.#dependencies;
    const { wanted, peer, result, reason } = attempt;
    metrics.blobFetch.inc({ result });
    await progress.answered(attempt);
    const facts = { digest: wanted.digest, owner: wanted.owner, peer: peer.name, result, reason };
    if (result === 'hash_mismatch' || result === 'decode_failed') {
      const pair = `${wanted.owner}/${peer.name}`;
      if (this.#badBytesSaid.has(pair)) return void logger.debug(facts, 'bad bytes from a peer');
      this.#badBytesSaid.add(pair);
      return void logger.warn(facts, 'bad bytes from a peer; said once per announcer, peer and epoch');
    }
    if (result === 'cache_insert_failed') return void logger.error(facts, 'a fetched blob could not be stored');
    if (result === 'ok') return void logger.info(facts, 'blob fetched');
    logger.debug(facts, 'blob not fetched');
  }
}

/** One order per turn, so that peers share the load. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
