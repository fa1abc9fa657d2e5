import { blake2b256, fromHex } from '@baton/protocol';
import { toBase58 } from '@mysten/sui/utils';

const UTF8 = new TextEncoder();

export function hash(...parts: readonly Uint8Array[]): Uint8Array {
  return fromHex(blake2b256(...parts));
}

/** Digest of a Sui structure: its BCS under its type's name. Base58, as the chain writes digests. */
export function typedDigest(typeName: string, bcsBytes: Uint8Array): string {
  return toBase58(hash(UTF8.encode(`${typeName}::`), bcsBytes));
}

/** An id that always is the same for the same words; devchain's genesis needs no randomness. */
export function namedId(...words: readonly string[]): string {
  return `0x${blake2b256(UTF8.encode(`baton-devchain/${words.join('/')}`))}`;
}
