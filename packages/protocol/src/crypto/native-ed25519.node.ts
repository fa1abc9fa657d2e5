import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { fromHex } from '../identifiers.ts';

/** Parsed public keys kept; a committee and its joiners fit many times over. */
const KEY_CACHE_ENTRIES = 4_096;
const SPKI_PREFIX = fromHex('302a300506032b6570032100');
const PKCS8_PREFIX = fromHex('302e020100300506032b657004220420');

const parsedKeys = new Map<string, KeyObject | null>();

function concatenated(prefix: Uint8Array, rest: Uint8Array): Buffer {
  return Buffer.concat([prefix, rest]);
}

function parsePublicKey(keyHex: string): KeyObject | null {
  try {
    return createPublicKey({ key: concatenated(SPKI_PREFIX, fromHex(keyHex)), format: 'der', type: 'spki' });
  } catch {
    return null; // OpenSSL can't use it; the portable verifier has the word.
  }
}

function publicKey(keyHex: string): KeyObject | null {
  const known = parsedKeys.get(keyHex);
  if (known !== undefined) return known;
  if (parsedKeys.size >= KEY_CACHE_ENTRIES) parsedKeys.delete(parsedKeys.keys().next().value as string);
  const parsed = parsePublicKey(keyHex);
  parsedKeys.set(keyHex, parsed);
  return parsed;
}

/** True if OpenSSL accepts. False says nothing: its accept set is smaller than ZIP-215's. */
export function nativeAccepts(signature: Uint8Array, message: Uint8Array, keyHex: string): boolean {
  const key = publicKey(keyHex);
  return key !== null && verify(null, message, key, signature);
}

/** A native RFC 8032 signer for a 32-byte seed. */
export function nativeSigner(seed: Uint8Array): ((message: Uint8Array) => Uint8Array) | null {
  const key = createPrivateKey({ key: concatenated(PKCS8_PREFIX, seed), format: 'der', type: 'pkcs8' });
  return (message) => sign(null, message, key);
}
