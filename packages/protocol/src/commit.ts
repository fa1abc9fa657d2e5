import { struct } from './bcs/composites.ts';
import { digestCodec, signatureCodec } from './bcs/identifiers.ts';
import { type Codec, decodeStrict, encode } from './bcs/index.ts';
import { u32, u64 } from './bcs/primitives.ts';
import { type Signer, verifyEd25519 } from './crypto/index.ts';
import { commitDigest } from './digest-chain.ts';
import type { ConsensusKey, Digest, Epoch, Round, Signature, TimestampMs } from './identifiers.ts';
import { intentBytes } from './intent.ts';

/** An atomic batch holds 1,000 messages; the marker is one of them. */
export const MAX_COMMIT_TRANSACTIONS = 999;

export interface UnsignedCommitMarker {
  epoch: Epoch;
  round: Round;
  timestampMs: TimestampMs;
  txCount: number;
  prevDigest: Digest;
  digest: Digest;
}

/** Ends a commit: signed by the sequencer over all fields before the signature. */
export interface CommitMarker extends UnsignedCommitMarker {
  signature: Signature;
}

const unsignedMarkerCodec: Codec<UnsignedCommitMarker> = struct('UnsignedCommitMarker', {
  epoch: u64,
  round: u64,
  timestampMs: u64,
  txCount: u32,
  prevDigest: digestCodec,
  digest: digestCodec,
});

export const commitMarkerCodec: Codec<CommitMarker> = struct('CommitMarker', {
  epoch: u64,
  round: u64,
  timestampMs: u64,
  txCount: u32,
  prevDigest: digestCodec,
  digest: digestCodec,
  signature: signatureCodec,
});

/** Rule: docs/spec/wire.md#intents. */
export function commitMarkerSigningBytes(marker: UnsignedCommitMarker): Uint8Array<ArrayBuffer> {
  return intentBytes('commit_marker', unsignedMarkerCodec, marker);
}

export interface CommitMarkerInput {
  epoch: Epoch;
  round: Round;
  timestampMs: TimestampMs;
  prevDigest: Digest;
  messageDigests: readonly Digest[];
}

/** Computes the digest over what precedes the marker and signs it. */
export function signCommitMarker(input: CommitMarkerInput, sign: Signer): CommitMarker {
  const { epoch, round, timestampMs, prevDigest, messageDigests } = input;
  const marker = { epoch, round, timestampMs, txCount: messageDigests.length, prevDigest, digest: commitDigest(input) };
  return { ...marker, signature: sign(commitMarkerSigningBytes(marker)) };
}

export function verifyCommitMarker(marker: CommitMarker, sequencerKey: ConsensusKey): boolean {
  return verifyEd25519(marker.signature, commitMarkerSigningBytes(marker), sequencerKey);
}

export function encodeCommitMarker(marker: CommitMarker): Uint8Array<ArrayBuffer> {
  return encode(commitMarkerCodec, marker);
}

/** Throws the codes of strict decoding. */
export function decodeCommitMarker(bytes: Uint8Array): CommitMarker {
  return decodeStrict(commitMarkerCodec, bytes);
}
