import { blobDigest, type Digest, isStructurallyValidMpcData } from '@baton/protocol';
import { AnnouncerError } from './errors.ts';
import type { MpcDataSource } from './mpc-data.ts';

/** This validator's blob: made once, checked by the rule that every other node applies, kept for the process. */
export class OwnMpcData {
  readonly #source: MpcDataSource;
  #made: Promise<{ digest: Digest; bytes: Uint8Array }> | undefined;

  constructor(source: MpcDataSource) {
    this.#source = source;
  }

  /** A failure is not kept: the next call tries again. MPC_DATA_INVALID: the bytes would be refused by everyone. */
  get(): Promise<{ digest: Digest; bytes: Uint8Array }> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }

  async #make(): Promise<{ digest: Digest; bytes: Uint8Array }> {
    const bytes = await this.#source.produce();
    if (!isStructurallyValidMpcData(bytes)) {
      throw new AnnouncerError('MPC_DATA_INVALID', `${bytes.length} bytes that are no VersionedMPCData`);
    }
    return { digest: blobDigest(bytes), bytes };
  }
}
