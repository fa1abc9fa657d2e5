import { createBLAKE2b } from 'hash-wasm';
import { DIGEST_BYTES, type Digest, toHex } from '../identifiers.ts';

const hasher = await createBLAKE2b(DIGEST_BYTES * 8);

/**
 * Blake2b-256, unkeyed, over the parts one after another. The one hasher is never held across a call: a digest starts
 * and ends here without yielding, so calls can't mix.
 */
export function blake2b256Bytes(...parts: readonly Uint8Array[]): Uint8Array {
  hasher.init();
  for (const part of parts) hasher.update(part);
  return hasher.digest('binary');
}

export function blake2b256(...parts: readonly Uint8Array[]): Digest {
  return toHex(blake2b256Bytes(...parts)) as Digest;
}

/** What a blob is addressed by: the digest of all its bytes. */
export function blobDigest(blob: Uint8Array): Digest {
  return blake2b256(blob);
}
