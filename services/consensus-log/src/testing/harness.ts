import type { LogStore } from '@baton/log';
import type { TestNetwork } from '@baton/log/testing';
import type { Epoch } from '@baton/protocol';
import type { ChainFacts, ChainSource } from '../chain-source.ts';
import { ConsensusLog } from '../consensus-log.ts';
import type { SequencerObserver } from '../observer.ts';
import type { SequencerSettings } from '../settings.ts';

/** A chain that shows what a test tells it to. */
export class ScriptedChain implements ChainSource {
  readonly #network: TestNetwork;
  #facts: ChainFacts;
  #changed = Promise.withResolvers<void>();

  constructor(network: TestNetwork, epoch: Epoch) {
    this.#network = network;
    this.#facts = this.#at(epoch);
  }

  nameNextCommittee(): void {
    this.#show({ ...this.#facts, nextCommittee: this.#network.committee(this.#facts.epoch + 1) });
  }

  advance(): void {
    this.#show(this.#at(this.#facts.epoch + 1));
  }

  show(change: Partial<ChainFacts>): void {
    this.#show({ ...this.#facts, ...change });
  }

  async *watch(signal: AbortSignal): AsyncGenerator<ChainFacts> {
    const aborted = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => aborted.resolve(), { once: true });
    while (!signal.aborted) {
      const changed = this.#changed.promise;
      yield this.#facts;
      await Promise.race([changed, aborted.promise]);
    }
  }

  #at(epoch: Epoch): ChainFacts {
    return {
      epoch,
      epochStartMs: 0,
      committee: this.#network.committee(epoch),
      protocolVersion: 4,
      lastCheckpoint: { system: 0, coordinator: 0 },
      nextCommittee: null,
    };
  }

  #show(facts: ChainFacts): void {
    this.#facts = facts;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

export const SILENT: SequencerObserver = {
  roleChanged: () => undefined,
  committed: () => undefined,
  appendLost: () => undefined,
  queued: () => undefined,
  epochOpened: () => undefined,
  epochEnded: () => undefined,
  committeeRefused: () => undefined,
};

export function testSettings(network: TestNetwork, overrides: Partial<SequencerSettings> = {}): SequencerSettings {
  return {
    network: network.name,
    sequencerKey: network.sequencerKey,
    sign: network.signAsSequencer,
    now: Date.now,
    commitIntervalMs: 5,
    takeoverMs: 60,
    pendingMax: 10_000,
    epochMessagesMax: 100_000,
    rateLimit: { burst: 10_000, perSecond: 10_000 },
    protocolOverrides: { endOfPublishGraceRounds: 2 },
    ...overrides,
  };
}

export interface Running {
  log: ConsensusLog;
  finished: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a sequencer; `stop` ends it as a process would end, without a farewell. */
export function startSequencer(options: {
  network: TestNetwork;
  chain: ChainSource;
  openStore(epoch: Epoch): LogStore;
  settings?: Partial<SequencerSettings>;
  observer?: Partial<SequencerObserver>;
}): Running {
  const ended = new AbortController();
  const log = new ConsensusLog({
    openStore: options.openStore,
    chain: options.chain,
    settings: testSettings(options.network, options.settings),
    observer: { ...SILENT, ...options.observer },
  });
  const finished = log.run(ended.signal);
  finished.catch(() => undefined);
  const stop = async () => {
    ended.abort();
    await finished;
  };
  return { log, finished, stop };
}
