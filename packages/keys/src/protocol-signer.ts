import {
  type AuthorityName,
  aggregateBls,
  type BlsSignature,
  blsPublicKey,
  blsSignature,
  fromHex,
  isBlsSecretKey,
  signBls,
  toHex,
  verifyAggregateBls,
} from '@baton/protocol';
import { KeyError } from './errors.ts';
import { Secret } from './secret.ts';

/** Signs with a BLS12-381 protocol key; the public key is the validator's name. Rules: `signBls` of the protocol. */
export class ProtocolSigner {
  readonly secret: Secret;
  #name: AuthorityName | undefined;

  /** `secretKey`: the scalar, 32 bytes big-endian. A larger one is refused: two files would be one key. */
  constructor(secretKey: Uint8Array) {
    if (!isBlsSecretKey(secretKey)) throw new KeyError('KEY_SEED_INVALID', 'Not a BLS12-381 private key');
    this.secret = new Secret(secretKey);
  }

  /** Worked out when first asked for: a node that only signs does not need it. */
  get name(): AuthorityName {
    this.#name ??= blsPublicKey(this.secret.expose());
    return this.#name;
  }

  readonly sign = (message: Uint8Array): BlsSignature => signBls(this.secret.expose(), message);

  toJSON(): { name: AuthorityName } {
    return { name: this.name };
  }
}

/** One signature that stands for all; KeyError BLS_SIGNATURE_INVALID when one is not a point of the subgroup. */
export function aggregateSignatures(signatures: readonly BlsSignature[]): BlsSignature {
  try {
    return blsSignature(toHex(aggregateBls(signatures)));
  } catch (cause) {
    throw new KeyError('BLS_SIGNATURE_INVALID', 'Cannot aggregate these BLS signatures', { cause });
  }
}

/** True when `aggregate` is the signature of all `signers` over one message. Malformed input is false. */
export function verifyAggregate(
  aggregate: BlsSignature,
  message: Uint8Array,
  signers: readonly AuthorityName[],
): boolean {
  return verifyAggregateBls(fromHex(aggregate), message, signers);
}
