import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { AppendMessage } from '@baton/log';
import { type CommitteeSnapshot, MAX_COMMIT_TRANSACTIONS } from '@baton/protocol';
import type { ChainFacts } from './chain-source.ts';
import type { ChainWatch } from './chain-watch.ts';
import type { EpochLedger } from './ledger.ts';
import { decideNextCommittee } from './next-committee.ts';
import type { Role, SequencerObserver } from './observer.ts';
import { buildEpochOpened, checkEpochOpened, type PriorEpoch, sequencerMessage } from './opening.ts';
import type { PendingQueue } from './pending-queue.ts';
import type { EpochSequencer } from './sequencer.ts';
import type { SequencerSettings } from './settings.ts';

/** A start this far ahead may have been, by the chain's clock. */
const CLOCK_DIFFERENCE_MS_MAX = 60_000;

export interface EpochRunDependencies {
  sequencer: EpochSequencer;
  queue: PendingQueue;
  chain: ChainWatch;
  settings: SequencerSettings;
  observer: SequencerObserver;
}

/** One epoch from its opening to the seal, as the active sequencer or as the standby of another. */
export class EpochRun {
  role: Role = 'starting';
  readonly queue: PendingQueue;
  readonly #sequencer: EpochSequencer;
  readonly #chain: ChainWatch;
  readonly #settings: SequencerSettings;
  readonly #observer: SequencerObserver;
  /** Having opened the epoch itself, it need not look whether another one commits. */
  #openedHere = false;
  /** The naming that was refused last. */
  #refused: CommitteeSnapshot | null = null;

  constructor({ sequencer, queue, chain, settings, observer }: EpochRunDependencies) {
    this.#sequencer = sequencer;
    this.queue = queue;
    this.#chain = chain;
    this.#settings = settings;
    this.#observer = observer;
  }

  get ledger(): EpochLedger {
    return this.#sequencer.ledger;
  }

  /** Creates the stream if needed, reads all of it, writes the opening record if there is none. */
  async open(prior: () => Promise<PriorEpoch | null>, signal: AbortSignal): Promise<void> {
    const { ledger, store } = this.#sequencer;
    const facts = await this.#chain.when((seen) => seen.epoch > ledger.epoch || this.#hasBegun(seen), signal);
    await store.create();
    await this.#sequencer.catchUp(signal);
    // A stream that was created and never opened before the chain went on: nothing of its epoch can be known any more.
    if (ledger.opened === null && facts.epoch > ledger.epoch) return;
    while (ledger.opened === null) {
      const record = buildEpochOpened(facts, await prior(), this.#settings);
      const opening = sequencerMessage(ledger.epoch, { kind: 'epoch_opened', record }, this.#settings);
      this.#openedHere = (await this.#sequencer.commit([opening], { signal, final: true })) === 'committed';
    }
    if (facts.epoch === ledger.epoch) checkEpochOpened(ledger.opened, facts, this.#settings);
    this.#observer.epochOpened(ledger.epoch);
  }

  /** The deadlines of an epoch count from its first commit, so there is none before the chain's epoch begins. */
  #hasBegun({ epoch, epochStartMs }: ChainFacts): boolean {
    return epoch === this.ledger.epoch && epochStartMs <= this.#settings.now() + CLOCK_DIFFERENCE_MS_MAX;
  }

  /** Resolves when the epoch has ended in the stream (or was never opened) and the stream is sealed. */
  async run(signal: AbortSignal): Promise<void> {
    const { ledger, store } = this.#sequencer;
    while (ledger.opened !== null && !ledger.ended) {
      if (!this.#openedHere) await this.#standBy(signal);
      this.#openedHere = false;
      if (!ledger.ended) await this.#sequence(signal);
    }
    this.#setRole('standby');
    this.#sequencer.refusePending('EPOCH_CLOSED', `epoch ${ledger.epoch} has ended`);
    await store.seal();
    this.#observer.epochEnded(ledger.epoch);
  }

  /** Follows the stream until its head stands still, counting from the newest commit. */
  async #standBy(signal: AbortSignal): Promise<void> {
    this.#setRole('standby');
    const { ledger, store } = this.#sequencer;
    const { takeoverMs, now } = this.#settings;
    const stalled = new AbortController();
    const sinceHead = Math.min(takeoverMs, Math.max(0, now() - ledger.timestampMs));
    const timer = setTimeout(() => stalled.abort(), takeoverMs - sinceHead);
    try {
      const reading = AbortSignal.any([signal, stalled.signal]);
      for await (const { records } of store.records({ after: ledger.lastSequence, signal: reading })) {
        if (this.#sequencer.take(records).length > 0) timer.refresh();
        if (ledger.ended) return;
      }
    } finally {
      clearTimeout(timer);
    }
    signal.throwIfAborted();
    await this.#sequencer.catchUp(signal);
  }

  /** Commits on the clock, or at once when a commit is full, until the epoch ends or another one commits. */
  async #sequence(signal: AbortSignal): Promise<void> {
    const { ledger } = this.#sequencer;
    let dueMs = performance.now();
    while (!ledger.ended) {
      await this.#untilDue(dueMs, signal);
      dueMs = performance.now() + this.#settings.commitIntervalMs;
      const { records, final } = this.#dueRecords();
      const outcome = await this.#sequencer.commit(records, { signal, final });
      if (outcome === 'lost') {
        this.#setRole('standby');
        return this.#sequencer.refusePending('LOG_UNAVAILABLE', 'another sequencer has taken over');
      }
      // Only an append tells who commits: until the fence has let one through, another may be at it.
      if (outcome === 'committed') this.#setRole('active');
    }
  }

  async #untilDue(dueMs: number, signal: AbortSignal): Promise<void> {
    const waitMs = dueMs - performance.now();
    if (waitMs <= 0) return signal.throwIfAborted();
    const due = new AbortController();
    const clock = delay(waitMs, undefined, { signal: AbortSignal.any([signal, due.signal]) });
    const full = this.queue.whenHolding(MAX_COMMIT_TRANSACTIONS);
    try {
      await Promise.race([clock, full]);
    } finally {
      due.abort();
      clock.catch(() => undefined);
    }
  }

  /** What the chain says now and the log does not hold yet. */
  #dueRecords(): { records: AppendMessage[]; final: boolean } {
    const { ledger } = this.#sequencer;
    const { latest } = this.#chain;
    const { epoch } = ledger;
    const records: AppendMessage[] = [];
    if (latest === null) return { records, final: false };
    const committee = ledger.nextCommittee === null ? this.#nextCommittee(latest) : null;
    if (committee !== null) {
      const record = { epoch, committee };
      records.push(sequencerMessage(epoch, { kind: 'next_committee_published', record }, this.#settings));
    }
    const final = latest.epoch > epoch;
    if (final) records.push(sequencerMessage(epoch, { kind: 'epoch_ended', record: { epoch } }, this.#settings));
    return { records, final };
  }

  /** What the chain names, unless no reader could fold it; that is said once per naming. */
  #nextCommittee(facts: ChainFacts): CommitteeSnapshot | null {
    const named = decideNextCommittee(facts, this.ledger.epoch);
    if (named.decision === 'refuse' && !isDeepStrictEqual(this.#refused, facts.nextCommittee)) {
      this.#observer.committeeRefused(this.ledger.epoch, named.error);
    }
    this.#refused = named.decision === 'refuse' ? facts.nextCommittee : null;
    return named.decision === 'record' ? named.committee : null;
  }

  #setRole(role: Role): void {
    if (this.role === role) return;
    this.role = role;
    this.#observer.roleChanged(role, this.#sequencer.ledger.epoch);
  }
}
