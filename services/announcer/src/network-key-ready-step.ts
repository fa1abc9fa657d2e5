import { keyDigest } from '@baton/protocol';
import type { EpochFacts } from './epoch-facts.ts';
import type { Outbox } from './outbox.ts';

const KIND = 'network_key_dkg_ready_signal';

/** Tells, once per key that awaits its DKG, that all frozen bytes are held here. docs/spec/freeze.md#network-key-readiness */
export class NetworkKeyReadyStep {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  async run({ self, epoch, frozen, blobs, networkKeys, ownKeyReadySignals }: EpochFacts): Promise<void> {
    const held = frozen.length > 0 && frozen.every(({ digest }) => blobs[digest] === 'valid');
    for (const { keyId, state } of networkKeys) {
      const body = { kind: KIND, signal: { authority: self, keyId, epoch } } as const;
      const recorded = ownKeyReadySignals.some((row) => row.keyId === keyId);
      if (recorded) await this.#outbox.confirm(keyDigest({ body }));
      else if (held && state === 'awaiting_network_dkg') await this.#outbox.ensure(body);
    }
  }
}
