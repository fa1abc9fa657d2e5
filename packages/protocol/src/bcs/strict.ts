import { ProtocolError } from '../errors.ts';
import type { Codec } from './primitives.ts';

/** No encoded message may be longer; with room for an attestation over hundreds of members. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Canonical bytes. Throws `INTEGER_OUT_OF_RANGE`, `INVALID_IDENTIFIER` or a rule's own code on a value that has none. */
export function encode<T>(codec: Codec<T>, value: NoInfer<T>): Uint8Array<ArrayBuffer> {
  return codec.serialize(value).toBytes();
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  if (prefix.length > bytes.length) return false;
  for (let index = 0; index < prefix.length; index++) if (bytes[index] !== prefix[index]) return false;
  return true;
}

function readAll<T>(codec: Codec<T>, bytes: Uint8Array): T {
  try {
    return codec.parse(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    // The reader knows one failure of its own: running past the end.
    if (error instanceof RangeError) throw new ProtocolError('TRUNCATED', `${codec.name} ends too early`, {}, error);
    throw new ProtocolError('MALFORMED', `${codec.name} can't be decoded`, {}, error);
  }
}

/**
 * Decodes and insists on the canonical form: the value is encoded again and must give the same bytes. Codes:
 * `OVERSIZED`, `TRUNCATED`, `TRAILING_BYTES`, `NON_CANONICAL`, `UNKNOWN_KIND`, `INTEGER_OUT_OF_RANGE`, `MALFORMED`.
 * Rule: docs/spec/wire.md#strict-decoding.
 */
export function decodeStrict<T>(codec: Codec<T>, bytes: Uint8Array, maxBytes: number = MAX_MESSAGE_BYTES): T {
  if (bytes.length > maxBytes) {
    throw new ProtocolError('OVERSIZED', `${codec.name} is longer than allowed`, { bytes: bytes.length, maxBytes });
  }
  // A copy, because the reader sees the whole buffer behind a view, and so that no value aliases a network buffer.
  const exact = new Uint8Array(bytes); // not slice(): a Buffer's shares its memory
  const value = readAll(codec, exact);
  const canonical = encode(codec, value);
  if (canonical.length < exact.length && startsWith(exact, canonical)) {
    throw new ProtocolError('TRAILING_BYTES', `bytes follow the end of ${codec.name}`, {
      trailing: exact.length - canonical.length,
    });
  }
  if (canonical.length !== exact.length || !startsWith(exact, canonical)) {
    throw new ProtocolError('NON_CANONICAL', `${codec.name} is not in canonical form`);
  }
  return value;
}
