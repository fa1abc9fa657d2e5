import { type AuthorityName, barrierWarnDue, type Epoch } from '@baton/protocol';
import {
  Bell,
  barrierQueries,
  barrierWriters,
  chainQueries,
  type Database,
  isDatabaseOutage,
  reactions,
} from '@baton/read-model';
import { type Change, EXIT, HaltError, type Readiness } from '@baton/service-runtime';
import { type Logger, react, recordSpan, SPANS, type Telemetry } from '@baton/telemetry';
import { anchorRow, type Waiting, waitingOf } from './anchor-row.ts';
import { type Assessment, assess } from './assess.ts';
import type { BarrierConfig } from './config.ts';
import { type EpochFacts, FACTS_TABLES, readEpochFacts } from './epoch-facts.ts';
import { type BarrierMetrics, barrierMetrics } from './metrics.ts';
import type { PeerAnswer } from './peer-answers.ts';
import { PeerHelp } from './peer-help.ts';

/** Epochs before the newest ready one that are looked at again after a restart: they may have been left waiting. */
const EPOCHS_LOOKED_BACK = 16;

export interface BarrierDependencies {
  config: BarrierConfig;
  database: Database;
  /** Announced whenever an anchor row is written. */
  change: Change;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
}

const REJECTED_REMEDY =
  'Do not delete anything. Check suiUrl and the object ids first: with a wrong chain view every certificate is wrong. ' +
  'Compare GET /v1/handoff/epochs/N/certificate of several members (baton cert verify). If the own copy alone is bad, ' +
  'restore the database from a backup.';

/** Lets each epoch start only from verified ground, on every path by which this node comes to it. docs/spec/barrier.md */
export class Barrier {
  readonly #dependencies: BarrierDependencies;
  readonly #metrics: BarrierMetrics;
  readonly #peers: PeerHelp;
  readonly #bell = new Bell();
  readonly #open = new Set<Epoch>();
  /** Epochs without a seat, and those still closed when a later one opened. */
  readonly #passedOver = new Set<Epoch>();
  readonly #waiting = new Map<Epoch, Waiting & { for: string }>();
  #from: Epoch | undefined;
  /** When this state began; of an epoch that waits, its own `since` counts. */
  #since = Date.now();

  constructor(dependencies: BarrierDependencies) {
    const { telemetry, config, logger, signal } = dependencies;
    this.#dependencies = dependencies;
    this.#metrics = barrierMetrics(telemetry);
    const { outcomes } = this.#metrics;
    this.#peers = new PeerHelp({ config, logger, telemetry, signal, outcomes, onChange: () => this.#bell.ring() });
  }

  /** Ends with the signal. Rejects with a HaltError (exit code 4) when what was certified cannot be trusted. */
  async run(): Promise<void> {
    const { database, telemetry, signal, config } = this.#dependencies;
    const safetyPollMs = () => config.barrierRetryMs;
    for await (const causes of reactions(database, FACTS_TABLES, {
      signal,
      safetyPollMs,
      bell: this.#bell,
    })) {
      try {
        await react(telemetry, causes, () => this.#turn());
      } catch (error) {
        if (!isDatabaseOutage(error)) throw error;
      }
    }
    await this.#peers.settled();
  }

  readiness(): Readiness {
    const [first] = this.#waiting;
    if (first) {
      const [epoch, { for: reason, since }] = first;
      return { ready: false, waitingFor: `epoch ${epoch}: ${reason}`, since: new Date(since).toISOString() };
    }
    return this.#open.size > 0 || this.#passedOver.size > 0
      ? { ready: true }
      : { ready: false, waitingFor: 'chain view' };
  }

  status(): Record<string, unknown> {
    const waiting = [...this.#waiting].map(([epoch, { for: reason, since, retries }]) => ({
      epoch,
      reason,
      since: new Date(since).toISOString(),
      retries,
    }));
    const newest = Math.max(-1, ...this.#open, ...this.#waiting.keys(), ...this.#passedOver);
    const seated = newest >= 0 && !this.#passedOver.has(newest);
    const { ready, waitingFor = null, since = new Date(this.#since).toISOString() } = this.readiness();
    const state = ready ? (seated ? 'working' : 'idle') : 'waiting';
    return { state, waitingFor, since, epoch: Math.max(-1, ...this.#open), seated, waiting };
  }

  /** What each peer last answered about an epoch that is not open; nothing once it is. */
  peerAnswers(epoch: Epoch): PeerAnswer[] {
    return this.#peers.answers(epoch);
  }

  async #turn(): Promise<void> {
    const { db } = this.#dependencies.database;
    this.#from ??= Math.max(0, ((await barrierQueries.latestReadyAnchor(db))?.epoch ?? 0) - EPOCHS_LOOKED_BACK);
    for (const epoch of await chainQueries.epochsSeen(db, this.#from)) {
      if (!this.#open.has(epoch) && !this.#passedOver.has(epoch)) await this.#prepare(epoch);
    }
  }

  async #prepare(epoch: Epoch): Promise<void> {
    const { config, database } = this.#dependencies;
    const self = config.authority as AuthorityName;
    const facts = await readEpochFacts(database.db, epoch, { firstEpoch: config.firstEpoch, self });
    if (facts === undefined) return;
    if (!facts.seated) {
      this.#passedOver.add(epoch);
      this.#since = Date.now();
      return;
    }
    const rejection = this.#peers.rejection(epoch);
    const assessment: Assessment =
      rejection === undefined
        ? assess(facts, this.#peers.certificate(epoch))
        : { state: 'rejected', reason: rejection, requiresCertificate: true, accepted: null };
    if (assessment.state === 'ready') await this.#opened(facts, assessment);
    else await this.#held(facts, assessment);
  }

  async #opened(facts: EpochFacts, assessment: Assessment): Promise<void> {
    const { epoch, anchor } = facts;
    const { telemetry, logger } = this.#dependencies;
    const now = Date.now();
    const waited = this.#waiting.get(epoch) ?? waitingOf(anchor, now);
    if (anchor?.state !== 'ready') {
      await this.#write(anchorRow(epoch, assessment, waited, now));
      const waitedSeconds = (now - waited.since) / 1000;
      this.#metrics.duration.observe(waitedSeconds);
      const attributes = { 'baton.reason': assessment.reason, 'baton.retries': waited.retries };
      recordSpan(telemetry, SPANS.barrierPrepare, { subject: { epoch }, attributes }, waitedSeconds);
      const signers = assessment.accepted?.signers ?? 0;
      logger.info({ epoch, reason: assessment.reason, signers, waitedMs: now - waited.since }, 'barrier open');
    }
    if (!this.#open.has(epoch)) this.#since = now;
    this.#open.add(epoch);
    this.#peers.forget(epoch);
    for (const earlier of this.#waiting.keys()) {
      if (earlier > epoch) continue;
      this.#waiting.delete(earlier);
      if (earlier < epoch) this.#passOver(earlier, epoch);
    }
    this.#metrics.waiting.set(this.#waiting.size > 0 ? 1 : 0);
  }

  /** Nobody takes part in an epoch that is over, so nobody waits for it. */
  #passOver(epoch: Epoch, later: Epoch): void {
    this.#passedOver.add(epoch);
    this.#peers.forget(epoch);
    this.#dependencies.logger.warn({ epoch, later }, 'epoch passed over: a later one opened before it did');
  }

  async #held(facts: EpochFacts, assessment: Exclude<Assessment, { state: 'ready' }>): Promise<void> {
    const { epoch, anchor } = facts;
    const { logger, config } = this.#dependencies;
    const now = Date.now();
    const known = this.#waiting.get(epoch) ?? waitingOf(anchor, now);
    const waiting = { since: known.since, retries: known.retries + 1, for: assessment.reason };
    this.#waiting.set(epoch, waiting);
    this.#metrics.waiting.set(1);
    this.#metrics.retries.inc();
    await this.#write(anchorRow(epoch, assessment, waiting, now));
    if (assessment.state === 'rejected') {
      throw new HaltError('BARRIER_REJECTED', `epoch ${epoch}: ${assessment.reason}`, REJECTED_REMEDY, EXIT.rejected);
    }
    const missing = assessment.missing.map(({ keyId, output, digest }) => ({ keyId, output, digest }));
    const told = { epoch, reason: assessment.reason, haveCertificate: assessment.accepted !== null, missing };
    if (barrierWarnDue(waiting.retries)) logger.warn({ ...told, retries: waiting.retries }, 'barrier still closed');
    else logger.debug({ ...told, retries: waiting.retries }, 'barrier closed');
    if (now - waiting.since >= config.barrierRetryMs) this.#peers.seek(facts, assessment);
  }

  async #write(row: ReturnType<typeof anchorRow>): Promise<void> {
    const { database, change } = this.#dependencies;
    await barrierWriters.writeAnchor(database.db, row);
    change.announce();
  }
}
