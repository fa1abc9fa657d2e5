import { struct } from '../bcs/composites.ts';
import { authorityNameCodec, blsSignatureCodec } from '../bcs/identifiers.ts';
import { byteVector, type Codec, u64 } from '../bcs/primitives.ts';
import type { AuthorityName, BlsSignature, Epoch, SequenceNumber } from '../identifiers.ts';

/** A checkpoint for the chain; `contents` are the chain's own message bytes. */
export interface CheckpointMessage {
  epoch: Epoch;
  sequenceNumber: SequenceNumber;
  contents: Uint8Array;
}

/** A member's BLS signature over a checkpoint. */
export interface CheckpointSignature {
  checkpoint: CheckpointMessage;
  authority: AuthorityName;
  signature: BlsSignature;
}

export const checkpointMessageCodec: Codec<CheckpointMessage> = struct('CheckpointMessage', {
  epoch: u64,
  sequenceNumber: u64,
  contents: byteVector,
});

export const checkpointSignatureCodec: Codec<CheckpointSignature> = struct('CheckpointSignature', {
  checkpoint: checkpointMessageCodec,
  authority: authorityNameCodec,
  signature: blsSignatureCodec,
});
