import { checked, struct, taggedUnion } from './bcs/composites.ts';
import { type Codec, decodeStrict, encode } from './bcs/index.ts';
import { byteVector } from './bcs/primitives.ts';
import { blake2b256Bytes } from './crypto/index.ts';
import { ProtocolError } from './errors.ts';

/** The outer form of a validator's key blob: a version, then bytes that the MPC engine understands. */
export interface VersionedMpcData {
  version: 'v1';
  bytes: Uint8Array;
}

/** The default inner bundle: public keys, each with its proof of knowledge where it has one. */
export interface MpcKeyBundle {
  classGroupsKeyAndProof: Uint8Array;
  secp256k1KeyAndProof: Uint8Array;
  secp256r1KeyAndProof: Uint8Array;
  ristrettoKeyAndProof: Uint8Array;
  hpkeKey: Uint8Array;
}

export const MAX_BLOB_BYTES = 8 * 1024 * 1024;
export const DEFAULT_BLOB_BYTES = 512 * 1024;
export const MIN_BLOB_BYTES = 1_024;

const ROOT_SEED_BYTES = 32;
const HPKE_KEY_BYTES = 32;
/** A compressed point and a Schnorr-like proof: a second point and a scalar. */
const SECP256_KEY_AND_PROOF_BYTES = 33 + 33 + 32;
const RISTRETTO_KEY_AND_PROOF_BYTES = 32 + 32 + 32;

export const versionedMpcDataCodec: Codec<VersionedMpcData> = taggedUnion<'version', VersionedMpcData>(
  'VersionedMPCData',
  'version',
  { v1: { tag: 0, fields: struct<{ bytes: Uint8Array }>('MPCDataV1', { bytes: byteVector }) } },
);

function sized(name: string, bytes: number): Codec<Uint8Array> {
  return checked(byteVector, (value) => {
    if (value.length !== bytes) throw new ProtocolError('MALFORMED', `${name} must be ${bytes} bytes`);
  });
}

const nonEmpty = checked(byteVector, (value) => {
  if (value.length === 0) throw new ProtocolError('MALFORMED', 'the class-groups key is missing');
});

export const mpcKeyBundleCodec: Codec<MpcKeyBundle> = struct('MpcKeyBundle', {
  classGroupsKeyAndProof: nonEmpty,
  secp256k1KeyAndProof: sized('the secp256k1 key', SECP256_KEY_AND_PROOF_BYTES),
  secp256r1KeyAndProof: sized('the secp256r1 key', SECP256_KEY_AND_PROOF_BYTES),
  ristrettoKeyAndProof: sized('the ristretto key', RISTRETTO_KEY_AND_PROOF_BYTES),
  hpkeKey: sized('the HPKE key', HPKE_KEY_BYTES),
});

export function encodeMpcData(bundle: MpcKeyBundle): Uint8Array<ArrayBuffer> {
  return encode(versionedMpcDataCodec, { version: 'v1', bytes: encode(mpcKeyBundleCodec, bundle) });
}

/** Both layers strictly; throws the codes of strict decoding. `maxBytes` caps the whole blob. */
export function decodeMpcData(blob: Uint8Array, maxBytes: number = MAX_BLOB_BYTES): MpcKeyBundle {
  const { bytes } = decodeStrict(versionedMpcDataCodec, blob, maxBytes);
  return decodeStrict(mpcKeyBundleCodec, bytes, maxBytes);
}

/**
 * Structure only: no proof is checked and nothing is said about whose keys these are. The gate that lets a blob be
 * attested and the assembly that needs it must both ask this. Rule: docs/spec/wire.md#mpc-data.
 */
export function isStructurallyValidMpcData(blob: Uint8Array, maxBytes: number = MAX_BLOB_BYTES): boolean {
  try {
    decodeMpcData(blob, maxBytes);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

const DERIVATION_DOMAIN = new TextEncoder().encode('baton-mpc-data');
const BLOCK_BYTES = 32;

function derivedBytes(rootSeed: Uint8Array, field: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES);
  const counter = new Uint8Array(5);
  const view = new DataView(counter.buffer);
  counter[0] = field;
  for (let block = 0; block * BLOCK_BYTES < bytes.length; block++) {
    view.setUint32(1, block, true);
    bytes.set(blake2b256Bytes(DERIVATION_DOMAIN, rootSeed, counter), block * BLOCK_BYTES);
  }
  return bytes.subarray(0, length);
}

function bundleOf(rootSeed: Uint8Array, classGroupsBytes: number): MpcKeyBundle {
  return {
    classGroupsKeyAndProof: derivedBytes(rootSeed, 0, classGroupsBytes),
    secp256k1KeyAndProof: derivedBytes(rootSeed, 1, SECP256_KEY_AND_PROOF_BYTES),
    secp256r1KeyAndProof: derivedBytes(rootSeed, 2, SECP256_KEY_AND_PROOF_BYTES),
    ristrettoKeyAndProof: derivedBytes(rootSeed, 3, RISTRETTO_KEY_AND_PROOF_BYTES),
    hpkeKey: derivedBytes(rootSeed, 4, HPKE_KEY_BYTES),
  };
}

function ulebBytes(value: number): number {
  return value < 0x80 ? 1 : 1 + ulebBytes(Math.floor(value / 0x80));
}

/** Bytes of the blob around a class-groups part of this length. */
function blobBytes(classGroupsBytes: number): number {
  const fixed = 2 * (1 + SECP256_KEY_AND_PROOF_BYTES) + (1 + RISTRETTO_KEY_AND_PROOF_BYTES) + (1 + HPKE_KEY_BYTES);
  const inner = ulebBytes(classGroupsBytes) + classGroupsBytes + fixed;
  return 1 + ulebBytes(inner) + inner;
}

/**
 * The blob of a root seed (32 bytes): the same for the same seed and size, as large as `sizeBytes` (1 KiB to 8 MiB) or
 * at most two bytes smaller where a length prefix grows. Stands in for the engine's real derivation.
 */
export function deriveMpcData(rootSeed: Uint8Array, sizeBytes: number = DEFAULT_BLOB_BYTES): Uint8Array<ArrayBuffer> {
  if (rootSeed.length !== ROOT_SEED_BYTES) {
    throw new ProtocolError('INVALID_ARGUMENT', 'a root seed has 32 bytes', { bytes: rootSeed.length });
  }
  if (!Number.isInteger(sizeBytes) || sizeBytes < MIN_BLOB_BYTES || sizeBytes > MAX_BLOB_BYTES) {
    throw new ProtocolError('INVALID_ARGUMENT', `a blob has ${MIN_BLOB_BYTES} to ${MAX_BLOB_BYTES} bytes`, {
      sizeBytes,
    });
  }
  let classGroupsBytes = sizeBytes - (blobBytes(sizeBytes) - sizeBytes);
  while (blobBytes(classGroupsBytes + 1) <= sizeBytes) classGroupsBytes++;
  return encodeMpcData(bundleOf(rootSeed, classGroupsBytes));
}
