import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type ConsensusKey, consensusKey, type Signature, signature, toHex } from '@baton/protocol';
import { KeyError } from './errors.ts';
import { Secret } from './secret.ts';

const ED25519_SEED_BYTES = 32;
/** RFC 8410: PrivateKeyInfo of an Ed25519 key up to its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs with an Ed25519 key: a validator's consensus key, or the sequencer's. Runs in OpenSSL. */
export class ConsensusSigner {
  readonly publicKey: ConsensusKey;
  readonly secret: Secret;
  readonly #key: KeyObject;

  /** `seed`: the 32-byte Ed25519 private key as of RFC 8032. */
  constructor(seed: Uint8Array) {
    if (seed.length !== ED25519_SEED_BYTES) {
      throw new KeyError('KEY_SEED_INVALID', `An Ed25519 private key has ${ED25519_SEED_BYTES} bytes`);
    }
    this.secret = new Secret(seed);
    this.#key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKey = consensusKey(toHex(spki.subarray(-32)));
  }

  /** An own property, so that it can be passed on as the function that messages are signed with. */
  readonly sign = (bytes: Uint8Array): Signature => signature(toHex(sign(null, bytes, this.#key)));

  toJSON(): { publicKey: ConsensusKey } {
    return { publicKey: this.publicKey };
  }
}
