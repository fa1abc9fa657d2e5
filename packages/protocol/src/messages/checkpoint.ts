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
