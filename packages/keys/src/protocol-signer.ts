import { type AuthorityName, authorityName, type BlsSignature, blsSignature, fromHex, toHex } from '@baton/protocol';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { KeyError } from './errors.ts';
import { Secret } from './secret.ts';

/** Ciphersuite of minimal public keys (48 bytes in G1, signatures 96 bytes in G2), as Sui's authorities use it. */
const DOMAIN = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const scheme = bls12_381.longSignatures;
const hashed = (message: Uint8Array) => scheme.hash(message, DOMAIN);

/** 1 <= scalar < group order. The library alone would reduce a larger one, and two files would be one key. */
function isScalar(bytes: Uint8Array): boolean {
  const scalar = bytes.length === 32 ? BigInt(`0x${toHex(bytes)}`) : 0n;
  return scalar > 0n && scalar < bls12_381.fields.Fr.ORDER;
}

/** Signs with a BLS12-381 protocol key; the public key is the validator's name. */
export class ProtocolSigner {
  readonly name: AuthorityName;
  readonly secret: Secret;

  /** `secretKey`: the scalar, 32 bytes big-endian. */
  constructor(secretKey: Uint8Array) {
    if (!isScalar(secretKey)) throw new KeyError('KEY_SEED_INVALID', 'Not a BLS12-381 private key');
    this.secret = new Secret(secretKey);
    this.name = authorityName(scheme.getPublicKey(secretKey).toHex(true));
  }

  readonly sign = (message: Uint8Array): BlsSignature =>
    blsSignature(toHex(scheme.Signature.toBytes(scheme.sign(hashed(message), this.secret.expose()))));

  toJSON(): { name: AuthorityName } {
    return { name: this.name };
  }
}

/** A BLS private key from at least 48 bytes of uniform seed. */
export function blsSecretKey(seed: Uint8Array): Uint8Array {
  return scheme.keygen(seed).secretKey;
}

/** One signature that stands for all; KeyError BLS_SIGNATURE_INVALID when one is not a point of the subgroup. */
export function aggregateSignatures(signatures: readonly BlsSignature[]): BlsSignature {
  try {
    const points = signatures.map((one) => scheme.Signature.fromBytes(fromHex(one)));
    return blsSignature(toHex(scheme.Signature.toBytes(scheme.aggregateSignatures(points))));
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
  if (signers.length === 0) return false;
  try {
    const key = scheme.aggregatePublicKeys(signers.map((name) => fromHex(name)));
    return scheme.verify(fromHex(aggregate), hashed(message), key);
  } catch {
    return false;
  }
}
