import { setTimeout as delay } from 'node:timers/promises';
import type { AppendMessage, DeliveredCommit, LogStore } from '@baton/log';
import { isAdmittedAfterClose, MAX_COMMIT_TRANSACTIONS } from '@baton/protocol';
import { catchUp } from './catch-up.ts';
import { type BuiltCommit, buildCommit, recordsOf } from './commit-builder.ts';
import type { EpochLedger } from './ledger.ts';
import type { SequencerObserver } from './observer.ts';
import type { PendingQueue } from './pending-queue.ts';
import { COMMIT_BYTES_MAX, type SequencerSettings } from './settings.ts';
import { reject } from './submission.ts';

/** `lost`: another sequencer has committed. `retry`: nothing of this commit is in the stream, as far as it tells. */
export type CommitOutcome = 'committed' | 'lost' | 'retry';

const RETRY_DELAY_MS = 100;

/** Appends commits to one epoch's stream and keeps its ledger level with it. One call at a time. */
export class EpochSequencer {
  readonly store: LogStore;
  readonly ledger: EpochLedger;
  readonly #queue: PendingQueue;
  readonly #settings: SequencerSettings;
  readonly #observer: SequencerObserver;
  /** Digests of appends whose fate was unknown: found in the stream later, they are this sequencer's own. */
  readonly #attempts = new Set<string>();

  constructor(
    store: LogStore,
    ledger: EpochLedger,
    queue: PendingQueue,
    settings: SequencerSettings,
    observer: SequencerObserver,
  ) {
    this.store = store;
    this.ledger = ledger;
    this.#queue = queue;
    this.#settings = settings;
    this.#observer = observer;
  }

  /** One commit of the given records and what waits in the queue; `final` takes nothing from the queue. */
  async commit(
    records: readonly AppendMessage[],
    options: { signal: AbortSignal; final?: boolean },
  ): Promise<CommitOutcome> {
    const room = { messages: MAX_COMMIT_TRANSACTIONS - records.length, bytes: COMMIT_BYTES_MAX };
    const batch = options.final ? [] : this.#queue.peek(room);
    const built = buildCommit(this.ledger, [...batch, ...records], this.#settings);
    const startedMs = performance.now();
    const outcome = await this.store.append(built.append);
    const seconds = (performance.now() - startedMs) / 1_000;
    if (outcome.outcome === 'appended' && outcome.lastSequence === lastSequenceOf(built)) {
      this.#attempts.clear();
      for (const commit of this.ledger.read(recordsOf(built))) this.#settled(commit, seconds);
      return 'committed';
    }
    this.#attempts.add(built.marker.digest);
    this.#observer.appendLost(outcome.outcome === 'not-appended' ? outcome.reason : 'unexpected sequence');
    return await this.#reread(options.signal);
  }

  /** Reads all there is in the stream. */
  async catchUp(signal: AbortSignal): Promise<DeliveredCommit[]> {
    const commits = await catchUp(this.store, this.ledger, signal);
    for (const commit of commits) this.#settled(commit, null);
    return commits;
  }

  /** Takes records read from the stream, in order. */
  take(records: Parameters<EpochLedger['read']>[0]): DeliveredCommit[] {
    const commits = this.ledger.read(records);
    for (const commit of commits) this.#settled(commit, null);
    return commits;
  }

  /** Answers everything that waits: this sequencer will not commit it. */
  refusePending(code: 'LOG_UNAVAILABLE' | 'EPOCH_CLOSED', detail: string): void {
    for (const message of this.#queue.remove(() => true)) message.settle(reject(code, detail));
    this.#observer.queued(0);
  }

  async #reread(signal: AbortSignal): Promise<CommitOutcome> {
    const commits = await this.catchUp(signal);
    if (commits.some(({ digest }) => !this.#attempts.has(digest))) return 'lost';
    if (commits.length > 0) return 'committed';
    await delay(RETRY_DELAY_MS, undefined, { signal });
    return 'retry';
  }

  #settled(commit: DeliveredCommit, seconds: number | null): void {
    const { ledger } = this;
    for (const message of this.#queue.remove(({ dedupIdentity }) => ledger.sequencedAt(dedupIdentity) !== undefined)) {
      const position = ledger.sequencedAt(message.dedupIdentity);
      if (position) message.settle({ outcome: 'sequenced', keyDigest: message.keyDigest, ...position });
    }
    if (ledger.closed) {
      for (const message of this.#queue.remove(({ kind }) => !isAdmittedAfterClose(kind))) {
        message.settle(reject('EPOCH_CLOSED', `epoch ${ledger.epoch} closed before the message was sequenced`));
      }
    }
    this.#observer.committed(commit, seconds);
    this.#observer.queued(this.#queue.size);
  }
}

function lastSequenceOf({ append }: BuiltCommit): number {
  return append.expectedLastSequence + append.messages.length + 1;
}
