import { ProtocolError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A validator's BLS12-381 public key: 48 bytes as 96 lower-case hex digits. */
export type AuthorityName = Branded<'AuthorityName'>;
/** A Blake2b-256 digest: 32 bytes as 64 lower-case hex digits. */
export type Digest = Branded<'Digest'>;
/** An Ed25519 public key: 32 bytes as 64 lower-case hex digits. */
export type ConsensusKey = Branded<'ConsensusKey'>;
/** An Ed25519 signature: 64 bytes as 128 lower-case hex digits. */
export type Signature = Branded<'Signature'>;
/** A BLS12-381 signature (min-pk): 96 bytes as 192 lower-case hex digits. */
export type BlsSignature = Branded<'BlsSignature'>;
/** A chain object id: `0x` and 64 lower-case hex digits. */
export type ObjectId = Branded<'ObjectId'>;

/** Safe integers; on the wire u64, checked when decoded. */
export type Epoch = number;
export type Round = number;
export type Stake = number;
export type TimestampMs = number;
export type SequenceNumber = number;

export const AUTHORITY_NAME_BYTES = 48;
export const DIGEST_BYTES = 32;
export const CONSENSUS_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
export const BLS_SIGNATURE_BYTES = 96;
export const OBJECT_ID_BYTES = 32;

const HEX = /^[0-9a-f]*$/;

function checkedHex(what: string, bytes: number, value: string): string {
  if (typeof value !== 'string' || value.length !== bytes * 2 || !HEX.test(value)) {
    throw new ProtocolError('INVALID_IDENTIFIER', `${what} must be ${bytes * 2} lower-case hex digits`, {
      what,
      value,
    });
  }
  return value;
}

export function authorityName(value: string): AuthorityName {
  return checkedHex('authority name', AUTHORITY_NAME_BYTES, value) as AuthorityName;
}

export function digest(value: string): Digest {
  return checkedHex('digest', DIGEST_BYTES, value) as Digest;
}

export function consensusKey(value: string): ConsensusKey {
  return checkedHex('consensus key', CONSENSUS_KEY_BYTES, value) as ConsensusKey;
}

export function signature(value: string): Signature {
  return checkedHex('signature', SIGNATURE_BYTES, value) as Signature;
}

export function blsSignature(value: string): BlsSignature {
  return checkedHex('BLS signature', BLS_SIGNATURE_BYTES, value) as BlsSignature;
}

export function objectId(value: string): ObjectId {
  const prefixed = typeof value === 'string' && value.startsWith('0x');
  checkedHex('object id after 0x', OBJECT_ID_BYTES, prefixed ? value.slice(2) : '');
  return value as ObjectId;
}

const NETWORK = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** A network's name, fit to stand in a subject and a stream name: 1 to 32 of a-z, 0-9 and `-`. */
export function networkName(value: string): string {
  if (typeof value !== 'string' || !NETWORK.test(value)) {
    throw new ProtocolError('INVALID_IDENTIFIER', 'network name must be 1 to 32 of a-z, 0-9, -', { value });
  }
  return value;
}

/** The author of the records only the sequencer writes; no validator may bear this name. */
export const SEQUENCER: AuthorityName = authorityName('00'.repeat(AUTHORITY_NAME_BYTES));

const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');
const asciiDecoder = new TextDecoder();

/** Made in one piece: joined from parts, a digest that is kept would hold ten times its memory. */
export function toHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length);
  let at = 0;
  for (const byte of bytes) {
    digits[at++] = HEX_DIGITS[byte >> 4] ?? 0;
    digits[at++] = HEX_DIGITS[byte & 15] ?? 0;
  }
  return asciiDecoder.decode(digits);
}

const INVALID_NIBBLE = 255;
const NIBBLE = new Uint8Array(128).fill(INVALID_NIBBLE);
for (let digit = 0; digit < 16; digit++) {
  NIBBLE[digit.toString(16).charCodeAt(0)] = digit;
  NIBBLE[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

function nibbleAt(hex: string, index: number): number {
  const nibble = NIBBLE[hex.charCodeAt(index)] ?? INVALID_NIBBLE;
  if (nibble === INVALID_NIBBLE) throw new ProtocolError('INVALID_IDENTIFIER', 'not a hex digit', { index });
  return nibble;
}

/** Accepts an optional `0x` and either case. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const digits = hex.startsWith('0x') ? hex.slice(2) : hex;
  if (digits.length % 2 !== 0) throw new ProtocolError('INVALID_IDENTIFIER', 'odd number of hex digits', { hex });
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (nibbleAt(digits, 2 * i) << 4) | nibbleAt(digits, 2 * i + 1);
  return bytes;
}

/** Unsigned bytewise order of equal-case hex strings: the order of names and digests everywhere. */
export function compareHex(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}
