import type { Digest } from '@baton/protocol';
import { blobsQueries, blobsWriters, type Connection, handoffQueries } from '@baton/read-model';
import { BlobError } from './errors.ts';
import { decideRegistration, type OutputSource } from './registration.ts';
import type { OutputSlot } from './wanted.ts';

export interface RegisteredOutput {
  /** false when the slot held these bytes already */
  created: boolean;
  /** what the slot held before, where the committee agreed on something else */
  replaced: Digest | null;
}

/** The slots (session epoch, key, kind of output) -> digest, kept for ever. docs/spec/blobs.md#network-key-outputs */
export class NetworkKeyOutputs {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Files a digest whose bytes are stored already; NETWORK_KEY_OUTPUT_CONFLICT when engine or chain contradict it. */
  async register(slot: OutputSlot, digest: Digest, source: OutputSource): Promise<RegisteredOutput> {
    const held = (await blobsQueries.heldOutputs(this.#db, slot.epoch)).find(
      (row) => row.keyId === slot.keyId && row.output === slot.output,
    );
    const agreed = await handoffQueries.agreedOutput(this.#db, slot.epoch, slot.keyId, slot.output);
    const decided = decideRegistration({
      held: held?.digest,
      offered: digest,
      source: agreed?.digest === digest ? 'agreed' : source,
    });
    if (decided.kind === 'conflict') {
      throw new BlobError('NETWORK_KEY_OUTPUT_CONFLICT', `this slot holds ${decided.held} already`);
    }
    if (decided.kind === 'known') return { created: false, replaced: null };
    await blobsWriters.writeHeldOutput(this.#db, { ...slot, digest });
    return { created: true, replaced: decided.kind === 'replace' ? decided.held : null };
  }
}
