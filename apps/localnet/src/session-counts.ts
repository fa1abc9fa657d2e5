import type { Epoch } from '@baton/protocol';
import { type ChainView, connectSui, createChainReader } from '@baton/sui-client';
import type { ChainAddress } from './localnet.ts';

/** User sessions of one epoch, by the chain's own counters. */
export interface SessionCounts {
  requested: number;
  completed: number;
  /** Open when the lock fixed the target: what the end of the epoch had to wait for or to hold back. */
  openAtLock: number;
  /** Completed beyond the fixed target: must be 0. */
  overshoot: number;
}

const NONE: SessionCounts = { requested: 0, completed: 0, openAtLock: 0, overshoot: 0 };

/** Follows the chain's counters of user sessions through the epochs. */
export class SessionCounter {
  readonly #byEpoch = new Map<Epoch, Seen>();
  #last: (Counters & { epoch: Epoch }) | undefined;

  of(epoch: Epoch): SessionCounts {
    const seen = this.#byEpoch.get(epoch);
    if (seen === undefined) return NONE;
    const { from, to, atLock, overshoot } = seen;
    return {
      requested: to.requested - from.requested,
      completed: to.completed - from.completed,
      openAtLock: atLock === undefined ? 0 : openOf(atLock),
      overshoot,
    };
  }

  get requested(): number {
    return this.#last?.requested ?? 0;
  }

  /** Asked for and not completed, as last seen. */
  get open(): number {
    return this.#last === undefined ? 0 : openOf(this.#last);
  }

  observe({ epoch, locked, userSessions }: Pick<ChainView, 'epoch' | 'locked' | 'userSessions'>): void {
    const { nextSequenceNumber, completed, target } = userSessions;
    const to = { requested: nextSequenceNumber - 1, completed };
    const beyond = locked ? Math.max(0, completed - target) : 0;
    const seen = this.#byEpoch.get(epoch);
    // What happened between the last look at an epoch and the first at the next counts for the next.
    const from = seen?.from ?? this.#last ?? to;
    const atLock = seen?.atLock ?? (locked ? to : undefined);
    this.#byEpoch.set(epoch, { from, to, atLock, overshoot: Math.max(beyond, seen?.overshoot ?? 0) });
    this.#last = { ...to, epoch };
  }

  async follow(chain: ChainAddress, network: string, signal: AbortSignal): Promise<void> {
    const { systemObjectId, coordinatorObjectId } = chain;
    const reader = createChainReader(
      { systemObjectId, coordinatorObjectId },
      { client: connectSui(chain.url, network) },
    );
    for await (const view of reader.watch(signal)) this.observe(view);
  }
}

interface Counters {
  requested: number;
  completed: number;
}

interface Seen {
  from: Counters;
  to: Counters;
  /** At the first look that showed the lock. */
  atLock: Counters | undefined;
  overshoot: number;
}

const openOf = ({ requested, completed }: Counters): number => requested - completed;
