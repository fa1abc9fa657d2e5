import type { CommitteeSnapshot, Epoch } from '@baton/protocol';
import type { Observer } from './observer.ts';

/** The validators of a network as an onlooker sees them: who sits in an epoch is read from the chain views they keep. */
export class WatchedNetwork {
  readonly observers: readonly Observer[];
  readonly #committees = new Map<Epoch, CommitteeSnapshot>();

  constructor(observers: readonly Observer[]) {
    this.observers = observers;
  }

  /** Undefined before anybody has seen the epoch. */
  async committee(epoch: Epoch): Promise<CommitteeSnapshot | undefined> {
    const known = this.#committees.get(epoch);
    if (known !== undefined) return known;
    for (const observer of this.observers) {
      const committee = await observer.committee(epoch);
      if (committee === undefined) continue;
      this.#committees.set(epoch, committee);
      return committee;
    }
    return undefined;
  }

  async members(epoch: Epoch): Promise<Observer[]> {
    const committee = await this.committee(epoch);
    const names = new Set(committee?.members.map(({ name }) => name));
    return this.observers.filter(({ plan }) => names.has(plan.authority));
  }

  labelOf(authority: string): string {
    return this.observers.find(({ plan }) => plan.authority === authority)?.plan.label ?? authority.slice(0, 12);
  }

  /** Whether all its members have folded its last commit, and all members of the next one have entered that. */
  async isFinished(epoch: Epoch): Promise<boolean> {
    if ((await this.committee(epoch + 1)) === undefined) return false;
    const [leaving, entering] = await Promise.all([this.members(epoch), this.members(epoch + 1)]);
    const all = await Promise.all([
      ...leaving.map((observer) => observer.hasEnded(epoch)),
      ...entering.map((observer) => observer.hasEntered(epoch + 1)),
    ]);
    return all.every(Boolean);
  }

  async firstUnfinished(first: Epoch): Promise<Epoch> {
    let epoch = first;
    while (await this.isFinished(epoch)) epoch += 1;
    return epoch;
  }

  /** By all validators together, so far. */
  async chainBlobReads(): Promise<number> {
    const counts = await Promise.all(this.observers.map((observer) => observer.chainBlobReads()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.observers.map((observer) => observer.close()));
  }
}
