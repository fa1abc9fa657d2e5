import { struct } from '../bcs/composites.ts';
import { authorityNameCodec, blsSignatureCodec, digestCodec } from '../bcs/identifiers.ts';
import { type Codec, u64 } from '../bcs/primitives.ts';
import type { AuthorityName, BlsSignature, Digest, Epoch, SequenceNumber } from '../identifiers.ts';

/**
 * A checkpoint for the chain by the digest of its contents: those are rebuilt from the log's descriptors and local
 * blobs, and never go through the log. `docs/spec/wire.md#checkpoints`
 */
export interface CheckpointReference {
  epoch: Epoch;
  sequenceNumber: SequenceNumber;
  /** Blake2b-256 of the chain's own message bytes. */
  contentsDigest: Digest;
}

/** A member's BLS signature over a checkpoint's contents, not over this reference. */
export interface CheckpointSignature {
  checkpoint: CheckpointReference;
  authority: AuthorityName;
  signature: BlsSignature;
}

export const checkpointReferenceCodec: Codec<CheckpointReference> = struct('CheckpointReference', {
  epoch: u64,
  sequenceNumber: u64,
  contentsDigest: digestCodec,
});

export const checkpointSignatureCodec: Codec<CheckpointSignature> = struct('CheckpointSignature', {
  checkpoint: checkpointReferenceCodec,
  authority: authorityNameCodec,
  signature: blsSignatureCodec,
});
