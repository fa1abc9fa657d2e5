import { BoundedMap } from './bounded-map.ts';
import type { ChainClock } from './clock.ts';
import type { MoveFunction } from './move.ts';
import type { ObjectStore } from './object-store.ts';

/** An executed transaction as `sui.rpc.v2.ExecutedTransaction`, whole; replies are cut to what was asked for. */
export type ExecutedTransaction = { digest: string } & Record<string, unknown>;

const TRANSACTIONS_MAX = 10_000;

/** Everything the services answer from. One transaction is one checkpoint. */
export class Chain {
  readonly chainIdentifier: string;
  readonly store: ObjectStore;
  readonly clock: ChainClock;
  readonly functions = new Map<string, MoveFunction>();
  /** SUI held by addresses without coin objects, in MIST. */
  readonly balances = new Map<string, bigint>();
  readonly transactions = new BoundedMap<string, ExecutedTransaction>(TRANSACTIONS_MAX);
  readonly suiEpoch = 0n;
  readonly referenceGasPrice = 1_000n;
  /** The first epoch has not begun: nothing is executed yet. */
  held = false;
  #lamportVersion = 1n;
  #checkpoint = 0n;
  readonly #followers = new Set<() => void>();

  constructor(chainIdentifier: string, store: ObjectStore, clock: ChainClock) {
    this.chainIdentifier = chainIdentifier;
    this.store = store;
    this.clock = clock;
  }

  get checkpoint(): bigint {
    return this.#checkpoint;
  }

  /** All objects one transaction writes get this one version. */
  nextVersion(): bigint {
    return this.#lamportVersion + 1n;
  }

  sealCheckpoint(version: bigint): void {
    this.#lamportVersion = version;
    this.#checkpoint += 1n;
    for (const wake of this.#followers) wake();
  }

  /** Resolves once the checkpoint is above `seen`, or when the signal aborts. */
  async checkpointAfter(seen: bigint, signal: AbortSignal): Promise<void> {
    if (this.#checkpoint > seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#followers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#followers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
