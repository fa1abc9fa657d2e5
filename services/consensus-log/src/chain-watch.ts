import { once } from 'node:events';
import type { ChainFacts, ChainSource } from './chain-source.ts';

/** The newest facts of the chain, for those who look and those who wait. */
export class ChainWatch {
  latest: ChainFacts | null = null;
  readonly #changed = new EventTarget();

  /** Follows the source until the signal; rejects when the source does. */
  async follow(source: ChainSource, signal: AbortSignal): Promise<void> {
    for await (const facts of source.watch(signal)) {
      this.latest = facts;
      this.#changed.dispatchEvent(new Event('changed'));
    }
    if (!signal.aborted) throw new Error('the chain source ended by itself');
  }

  /** The first facts, from now on, that the condition holds for. */
  async when(condition: (facts: ChainFacts) => boolean, signal: AbortSignal): Promise<ChainFacts> {
    while (this.latest === null || !condition(this.latest)) await once(this.#changed, 'changed', { signal });
    return this.latest;
  }
}
