import { bls12_381 } from '@noble/curves/bls12-381.js';
import { fastBls } from '#fast-bls';
import { type AuthorityName, authorityName, type BlsSignature, blsSignature, fromHex, toHex } from '../identifiers.ts';

export { prepareBls } from '#fast-bls';

/** min-pk: 48-byte public keys in G1 (the authority's name), 96-byte signatures in G2; as Sui's authorities use it. */
const scheme = bls12_381.longSignatures;
const DOMAIN = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const SECRET_KEY_BYTES = 32;
const hashed = (message: Uint8Array) => scheme.hash(message, DOMAIN);

/** Whether these bytes are a scalar of the group: 0 < scalar < order, 32 bytes big-endian. */
export function isBlsSecretKey(bytes: Uint8Array): boolean {
  const scalar = bytes.length === SECRET_KEY_BYTES ? BigInt(`0x${toHex(bytes)}`) : 0n;
  return scalar > 0n && scalar < bls12_381.fields.Fr.ORDER;
}

/** A private key from at least 48 bytes of uniform seed. */
export function blsSecretKey(seed: Uint8Array): Uint8Array {
  return scheme.keygen(seed).secretKey;
}

export function blsPublicKey(secretKey: Uint8Array): AuthorityName {
  return authorityName(scheme.getPublicKey(secretKey).toHex(true));
}

/** Deterministic: the same bytes, whichever implementation signs. */
export function signBls(secretKey: Uint8Array, message: Uint8Array): BlsSignature {
  const fast = fastBls()?.sign(secretKey, message);
  return blsSignature(toHex(fast ?? scheme.Signature.toBytes(scheme.sign(hashed(message), secretKey))));
}

/** Whether this authority's key signed this message. Malformed points are false, not an error. */
export function verifyBls(signature: BlsSignature, message: Uint8Array, name: AuthorityName): boolean {
  return verifyAggregateBls(fromHex(signature), message, [name]);
}

/**
 * Whether the sum of signatures is one of all these names over this message. What the fast implementation accepts is
 * accepted; whatever else, the portable one decides.
 */
export function verifyAggregateBls(
  aggregate: Uint8Array,
  message: Uint8Array,
  names: readonly AuthorityName[],
): boolean {
  if (names.length === 0) return false;
  const keys = names.map((name) => fromHex(name));
  return (fastBls()?.accepts(aggregate, message, keys) ?? false) || verifyAggregatePortable(aggregate, message, keys);
}

/** By the portable implementation alone: the reference. */
export function verifyAggregatePortable(
  aggregate: Uint8Array,
  message: Uint8Array,
  keys: readonly Uint8Array[],
): boolean {
  try {
    return scheme.verify(aggregate, hashed(message), scheme.aggregatePublicKeys([...keys]));
  } catch {
    return false; // not points of the curve
  }
}

/** The compressed sum of signatures over the same bytes. Throws where one is no point of the curve. */
export function aggregateBls(signatures: readonly BlsSignature[]): Uint8Array {
  const fast = fastBls()?.aggregate(signatures.map((signature) => fromHex(signature)));
  if (fast) return fast;
  return scheme.aggregateSignatures(signatures.map((signature) => scheme.Signature.fromHex(signature))).toBytes(true);
}
