import type { LogStore, TraceCarrier } from '@baton/log';
import type { Digest, Epoch, SequencedAt } from '@baton/protocol';
import { admit } from './admission.ts';
import { catchUp } from './catch-up.ts';
import type { ChainSource } from './chain-source.ts';
import { ChainWatch } from './chain-watch.ts';
import { EpochRun } from './epoch-run.ts';
import { EpochLedger } from './ledger.ts';
import type { Role, SequencerObserver } from './observer.ts';
import type { PriorEpoch } from './opening.ts';
import { PendingQueue } from './pending-queue.ts';
import { AuthorRateLimiter } from './rate-limit.ts';
import { EpochSequencer } from './sequencer.ts';
import type { SequencerSettings } from './settings.ts';
import { reject, type SubmissionOutcome } from './submission.ts';

export interface ConsensusLogDependencies {
  openStore(epoch: Epoch): LogStore;
  chain: ChainSource;
  settings: SequencerSettings;
  observer: SequencerObserver;
}

/** The sequencer over all epochs. Its state is a fold of the streams: it owns no other. docs/spec/log.md#sequencer */
export class ConsensusLog {
  readonly #dependencies: ConsensusLogDependencies;
  readonly #chain = new ChainWatch();
  readonly #limiter: AuthorRateLimiter;
  #current: EpochRun | null = null;

  constructor(dependencies: ConsensusLogDependencies) {
    this.#dependencies = dependencies;
    this.#limiter = new AuthorRateLimiter(dependencies.settings.rateLimit);
  }

  get role(): Role {
    return this.#current?.role ?? 'starting';
  }

  get ledger(): EpochLedger | null {
    return this.#current?.ledger ?? null;
  }

  get queued(): number {
    return this.#current?.queue.size ?? 0;
  }

  submit(bytes: Uint8Array, trace: TraceCarrier): SubmissionOutcome {
    const current = this.#current;
    if (current?.role !== 'active') return reject('LOG_UNAVAILABLE', 'this sequencer does not commit at the moment');
    return admit(bytes, trace, {
      ledger: current.ledger,
      queue: current.queue,
      limiter: this.#limiter,
      epochMessagesMax: this.#dependencies.settings.epochMessagesMax,
      now: this.#dependencies.settings.now(),
    });
  }

  /** Where the message with this transaction key stands in the current epoch. */
  findKey(keyDigest: Digest): SequencedAt | undefined {
    return this.#current?.ledger.findKey(keyDigest);
  }

  /** Runs epoch after epoch. Rejects with what stops it; resolves when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const running = AbortSignal.any([signal, stop.signal]);
    const following = this.#chain.follow(this.#dependencies.chain, running);
    const sequencing = this.#runEpochs(running);
    try {
      await Promise.race([following, sequencing]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      stop.abort();
      await Promise.allSettled([following, sequencing]);
    }
  }

  async #runEpochs(signal: AbortSignal): Promise<void> {
    const { epoch: first } = await this.#chain.when(() => true, signal);
    await this.#settle(first - 1, signal);
    let prior: PriorEpoch | null = null;
    for (let epoch = first; ; ) {
      const known = prior;
      const run = this.#prepare(epoch);
      await run.open(async () => known ?? (await this.#readPrior(epoch - 1, signal)), signal);
      await run.run(signal);
      prior = run.ledger.asPrior;
      const ended = epoch;
      ({ epoch } = await this.#chain.when((facts) => facts.epoch > ended, signal));
      // The chain went further while this one was away: the epochs between never had a stream of this sequencer.
      if (epoch !== ended + 1) prior = null;
    }
  }

  #prepare(epoch: Epoch): EpochRun {
    const { openStore, settings, observer } = this.#dependencies;
    const ledger = new EpochLedger(epoch, settings);
    const queue = new PendingQueue(settings.pendingMax);
    const sequencer = new EpochSequencer(openStore(epoch), ledger, queue, settings, observer);
    this.#current = new EpochRun({ sequencer, queue, chain: this.#chain, settings, observer });
    return this.#current;
  }

  /** Ends and seals what an earlier life left open behind the present epoch. */
  async #settle(epoch: Epoch, signal: AbortSignal): Promise<void> {
    const description = epoch < 0 ? null : await this.#dependencies.openStore(epoch).describe();
    if (description === null || description.sealed) return;
    await this.#settle(epoch - 1, signal);
    const run = this.#prepare(epoch);
    await run.open(() => this.#readPrior(epoch - 1, signal), signal);
    await run.run(signal);
  }

  /** What the stream before says; null where there is none. */
  async #readPrior(epoch: Epoch, signal: AbortSignal): Promise<PriorEpoch | null> {
    const { openStore, settings } = this.#dependencies;
    const store = openStore(epoch);
    if (epoch < 0 || (await store.describe()) === null) return null;
    const ledger = new EpochLedger(epoch, settings);
    await catchUp(store, ledger, signal);
    return ledger.asPrior;
  }
}
