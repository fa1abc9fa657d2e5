import { setTimeout as delay } from 'node:timers/promises';
import type { Submission, SubmitOptions } from '@baton/log';
import {
  type AuthorityName,
  type ConsensusTransactionKind,
  type Digest,
  decodeEnvelope,
  type Epoch,
  encodeEnvelope,
  fromHex,
  keyDigest,
  type Signer,
  signEnvelope,
  toHex,
} from '@baton/protocol';
import { announcerQueries, announcerWriters, type Database } from '@baton/read-model';
import { type Logger, type OUTBOX_STATES, SPANS, type Telemetry, traceHeaders, withSpan } from '@baton/telemetry';
import { SpanKind } from '@opentelemetry/api';
import { AnnouncerError } from './errors.ts';
import type { AnnouncerMetrics } from './metrics.ts';
import { entryRow, type OutboxEntry } from './outbox-entry.ts';
import { judgeSubmissionFailure, retryDelayMs } from './submission-failure.ts';

/** Every so many attempts one is said at info, and one failure at warn. */
const SAY_EVERY = 30;
/** Messages of one validator in one epoch, but for passing ones that are sequenced; far above what it has to send. */
export const OUTBOX_ENTRIES_MAX = 1_024;

export interface OutboxDependencies {
  network: string;
  author: AuthorityName;
  sign: Signer;
  client: { submit(bytes: Uint8Array, options: SubmitOptions): Submission };
  database: Database;
  metrics: AnnouncerMetrics;
  telemetry: Telemetry;
  logger: Logger;
  /** called when an entry's state changed */
  onChange: () => void;
}

/**
 * What this validator sends in one epoch. Each message is stored before its first submission and repeated, byte by byte
 * the same, until it is known to be sequenced, refused for good, or the epoch is over. docs/spec/producer.md#submissions
 */
export class Outbox {
  readonly epoch: Epoch;
  readonly #signal: AbortSignal;
  readonly #dependencies: OutboxDependencies;
  readonly #entries = new Map<Digest, OutboxEntry>();
  readonly #running = new Map<Digest, { stop: AbortController; done: Promise<void> }>();
  /** rows are written one after another, so that a later state is never overtaken by an earlier one */
  #storing: Promise<unknown> = Promise.resolve();

  constructor(epoch: Epoch, signal: AbortSignal, dependencies: OutboxDependencies) {
    this.epoch = epoch;
    this.#signal = signal;
    this.#dependencies = dependencies;
  }

  /** Takes up what an earlier run left. */
  async load(): Promise<void> {
    for (const row of await announcerQueries.submissions(this.#dependencies.database.db, this.epoch)) {
      const bytes = fromHex(row.encoded);
      const { body } = decodeEnvelope(bytes).transaction;
      const inherited = row.state === 'sequenced';
      this.#entries.set(row.keyDigest, {
        ...row,
        kind: body.kind,
        bytes,
        body,
        inherited,
        refused: false,
        passing: false,
      });
    }
  }

  /** Goes on with what was stored, of the kinds that nobody asks for again. */
  resume(kinds: readonly ConsensusTransactionKind['kind'][]): void {
    for (const entry of this.#entries.values()) if (kinds.includes(entry.kind)) this.#start(entry);
  }

  entries(): OutboxEntry[] {
    return [...this.#entries.values()];
  }

  /**
   * Sees to it that this message gets into the log; a call per turn is fine. A message with the same key and other
   * content takes the place of one that is not known to be sequenced. One that an earlier process knew to be sequenced
   * is sent once more, as it was: whoever asks for it misses it in the read model. `passing`: made again from other
   * rows after a restart, so it is not stored, and forgotten once sequenced or refused.
   */
  async ensure(
    body: ConsensusTransactionKind,
    sequenceNumber = 0,
    { passing = false }: { passing?: boolean } = {},
  ): Promise<OutboxEntry> {
    const key = keyDigest({ body });
    const bytes = this.#signed(body, key);
    const known = this.#entries.get(key);
    if (known !== undefined && (known.state === 'sequenced' || sameBytes(known.bytes, bytes))) {
      this.#start(known);
      return known;
    }
    if (this.#entries.size >= OUTBOX_ENTRIES_MAX) {
      throw new AnnouncerError('OUTBOX_FULL', `more than ${OUTBOX_ENTRIES_MAX} messages under way in one epoch`);
    }
    await this.#stop(key);
    const entry: OutboxEntry = {
      epoch: this.epoch,
      kind: body.kind,
      sequenceNumber,
      keyDigest: key,
      bytes,
      body,
      state: 'pending',
      attempts: 0,
      lastError: null,
      since: Date.now(),
      inherited: false,
      refused: false,
      passing,
    };
    this.#entries.set(key, entry);
    await this.#store(entry);
    this.#start(entry);
    return entry;
  }

  /** Resolves when nobody works on the entry any more: sequenced, refused, or the epoch over; or with the signal. */
  async ended(entry: OutboxEntry, signal: AbortSignal): Promise<void> {
    const run = this.#running.get(entry.keyDigest);
    if (run === undefined || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    await Promise.race([run.done, promise]);
    signal.removeEventListener('abort', stop);
  }

  /** The read model shows it: nothing is left to do. */
  async confirm(key: Digest): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.state === 'sequenced') return;
    await this.#stop(key);
    await this.#change(entry, { state: 'sequenced', lastError: null });
  }

  /** How many messages have come how far; passing ones are forgotten once sequenced. */
  counts(): Record<(typeof OUTBOX_STATES)[number], number> {
    const counts = { pending: 0, accepted: 0, sequenced: 0, refused: 0 };
    for (const { state, refused } of this.#entries.values()) counts[refused ? 'refused' : state] += 1;
    return counts;
  }

  /** Resolves when every submission has ended, which they do with the epoch's signal. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map((run) => run.done));
  }

  #signed(body: ConsensusTransactionKind, key: Digest): Uint8Array {
    const transaction = { trackingId: key.slice(0, 16), body };
    const unsigned = { author: this.#dependencies.author, epoch: this.epoch, transaction };
    return encodeEnvelope(signEnvelope(unsigned, this.#dependencies.sign));
  }

  #start(entry: OutboxEntry): void {
    const settled = (entry.state === 'sequenced' && !entry.inherited) || entry.refused;
    if (settled || this.#running.has(entry.keyDigest)) return;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const done = this.#submitUntilSequenced(entry, signal)
      .catch((error: unknown) => this.#dependencies.logger.warn({ error, kind: entry.kind }, 'submission interrupted'))
      .finally(() => {
        entry.inherited = false;
        this.#running.delete(entry.keyDigest);
      });
    this.#running.set(entry.keyDigest, { stop, done });
  }

  async #stop(key: Digest): Promise<void> {
    const run = this.#running.get(key);
    run?.stop.abort();
    await run?.done;
  }

  async #submitUntilSequenced(entry: OutboxEntry, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const at = await this.#submitOnce(entry, signal);
        return await this.#change(entry, { state: 'sequenced', lastError: null, sequencedAt: at });
      } catch (error) {
        if (signal.aborted) return;
        const failure = judgeSubmissionFailure(error);
        if (failure.kind === 'sequenced') {
          return await this.#change(entry, { state: 'sequenced', lastError: null, sequencedAt: failure.at });
        }
        if (failure.kind === 'epoch_over')
          return await this.#change(entry, { lastError: 'EPOCH_CLOSED', refused: true });
        if (failure.kind === 'refused') return await this.#refuse(entry, failure);
        this.#sayFailure(entry, failures, failure.reason);
        failures += 1;
        await this.#change(entry, { lastError: failure.reason });
        await delay(retryDelayMs(failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #submitOnce(entry: OutboxEntry, signal: AbortSignal) {
    const { client, telemetry, metrics, logger } = this.#dependencies;
    const facts = { epoch: entry.epoch, kind: entry.kind, sequenceNumber: entry.sequenceNumber };
    const { epoch, ...attributes } = facts;
    const details = { kind: SpanKind.PRODUCER, subject: { network: this.#dependencies.network, epoch }, attributes };
    return withSpan(telemetry, SPANS.announcerSubmit, details, async () => {
      if (entry.attempts > 0) metrics.retried(entry.kind);
      logger[entry.attempts % SAY_EVERY === 0 ? 'info' : 'debug']({ ...facts, attempt: entry.attempts }, 'submitting');
      entry.attempts += 1;
      const submission = client.submit(entry.bytes, { signal, ...traceHeaders() });
      submission.accepted.then(
        () => this.#change(entry, { state: 'accepted' }),
        () => undefined,
      );
      return await submission.sequenced;
    });
  }

  async #refuse(entry: OutboxEntry, failure: { code: string; detail: string }): Promise<void> {
    const { logger } = this.#dependencies;
    logger.error({ epoch: entry.epoch, kind: entry.kind, ...failure }, 'the log refuses this message for good');
    await this.#change(entry, { lastError: failure.code, refused: true });
  }

  #sayFailure(entry: OutboxEntry, failures: number, reason: string): void {
    const level = failures % SAY_EVERY === 0 ? 'warn' : 'debug';
    this.#dependencies.logger[level](
      { epoch: entry.epoch, kind: entry.kind, reason },
      'submission failed; trying again',
    );
  }

  async #change(entry: OutboxEntry, change: Partial<OutboxEntry>): Promise<void> {
    if (entry.state === 'sequenced') return;
    Object.assign(entry, change);
    await this.#store(entry);
    this.#dependencies.onChange();
  }

  async #store(entry: OutboxEntry): Promise<void> {
    if (entry.passing) {
      if (entry.state === 'sequenced' || entry.refused) this.#entries.delete(entry.keyDigest);
      return;
    }
    const { db } = this.#dependencies.database;
    const stored = this.#storing.then(() => announcerWriters.writeSubmission(db, entryRow(entry, toHex(entry.bytes))));
    this.#storing = stored.catch(() => undefined);
    await stored;
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
