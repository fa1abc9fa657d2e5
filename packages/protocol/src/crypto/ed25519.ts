import { ed25519 } from '@noble/curves/ed25519.js';
import { nativeAccepts, nativeSigner } from '#native-ed25519';
import { ProtocolError } from '../errors.ts';
import {
  CONSENSUS_KEY_BYTES,
  type ConsensusKey,
  consensusKey,
  fromHex,
  type Signature,
  signature as signatureOf,
  toHex,
} from '../identifiers.ts';

/** Signs bytes with one fixed key. */
export type Signer = (bytes: Uint8Array) => Signature;

const SEED_BYTES = 32;

/** ZIP-215 by the portable verifier alone: the reference of `verifyEd25519`. */
export function verifyEd25519Portable(signature: Signature, message: Uint8Array, key: ConsensusKey): boolean {
  const signatureBytes = fromHex(signature);
  const keyBytes = fromHex(key);
  if (keyBytes.length !== CONSENSUS_KEY_BYTES || signatureBytes.length !== 2 * CONSENSUS_KEY_BYTES) return false;
  return ed25519.verify(signatureBytes, message, keyBytes, { zip215: true });
}

/**
 * Exact ZIP-215: what OpenSSL accepts is accepted, as its cofactorless equation implies the cofactored one; what it
 * rejects the portable verifier decides. Rule: docs/spec/wire.md#signatures.
 */
export function verifyEd25519(signature: Signature, message: Uint8Array, key: ConsensusKey): boolean {
  return nativeAccepts(fromHex(signature), message, key) || verifyEd25519Portable(signature, message, key);
}

function checkedSeed(seed: Uint8Array): Uint8Array {
  if (seed.length !== SEED_BYTES) {
    throw new ProtocolError('INVALID_ARGUMENT', 'an Ed25519 seed has 32 bytes', { bytes: seed.length });
  }
  return seed;
}

/** Plain RFC 8032 signing with a 32-byte seed; natively where possible. */
export function ed25519Signer(seed: Uint8Array): Signer {
  const own = checkedSeed(seed).slice();
  const signNatively = nativeSigner(own);
  const sign = signNatively ?? ((bytes: Uint8Array) => ed25519.sign(bytes, own));
  return (bytes) => signatureOf(toHex(sign(bytes)));
}

export function ed25519PublicKey(seed: Uint8Array): ConsensusKey {
  return consensusKey(toHex(ed25519.getPublicKey(checkedSeed(seed))));
}
