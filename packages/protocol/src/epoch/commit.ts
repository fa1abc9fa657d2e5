import type { AdmissionCode } from '../admission/index.ts';
import type { Envelope } from '../envelope.ts';
import type { Digest, Epoch, Round, TimestampMs } from '../identifiers.ts';

/** A message as a commit holds it. */
export interface SequencedMessage {
  /** Stream sequence. */
  sequence: number;
  bytes: Uint8Array;
  /** Blake2b-256 of `bytes`. */
  digest: Digest;
  /** Digest of the message's key; null where it can't be decoded. */
  keyDigest: Digest | null;
  /** Null: undecodable or refused by the reader's rule; every fold skips it. */
  envelope: Envelope | null;
  /** Why `envelope` is null. */
  dropped?: AdmissionCode;
}

/** One verified commit. */
export interface Commit {
  epoch: Epoch;
  round: Round;
  timestampMs: TimestampMs;
  /** Stream sequence of the marker. */
  sequence: number;
  prevDigest: Digest;
  digest: Digest;
  messages: readonly SequencedMessage[];
}
