import { keyDigest } from '@baton/protocol';
import { type EpochFacts, isClosed } from './epoch-facts.ts';
import type { Outbox } from './outbox.ts';

const KIND = 'end_of_publish';

/** The plain vote of a chain-driven version: publishing is over, nothing is attested. docs/spec/producer.md#version-3 */
export class EndOfPublishStep {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  async run(facts: EpochFacts): Promise<void> {
    const body = { kind: KIND, authority: facts.self } as const;
    if (facts.ownVote !== undefined) await this.#outbox.confirm(keyDigest({ body }));
    else if (facts.view.endOfPublishReady && !isClosed(facts)) await this.#outbox.ensure(body);
  }
}
