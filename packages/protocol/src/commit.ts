import type { Digest, Epoch, Round, Signature, TimestampMs } from './identifiers.ts';

/** Ends a commit: signed by the sequencer over all fields before the signature. */
export interface CommitMarker {
  epoch: Epoch;
  round: Round;
  timestampMs: TimestampMs;
  txCount: number;
  prevDigest: Digest;
  digest: Digest;
  signature: Signature;
}
