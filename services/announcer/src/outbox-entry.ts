import type { ConsensusTransactionKind, Digest, Epoch, SequencedAt } from '@baton/protocol';
import type { SubmissionRow, SubmissionState } from '@baton/read-model';

/** One message on its way into the log. */
export interface OutboxEntry {
  epoch: Epoch;
  kind: ConsensusTransactionKind['kind'];
  /** the ready signal's number; 0 for kinds sent once per epoch */
  sequenceNumber: number;
  keyDigest: Digest;
  /** the signed envelope; repeats send these very bytes */
  bytes: Uint8Array;
  body: ConsensusTransactionKind;
  state: SubmissionState;
  attempts: number;
  lastError: string | null;
  /** local clock, milliseconds */
  since: number;
  /** where it stands, if this process has been told */
  sequencedAt?: SequencedAt;
  /** sequenced before this process began; the log may have been restored from a copy that does not hold it */
  inherited: boolean;
  /** the log will never take these bytes */
  refused: boolean;
  /** not stored: made again from other rows after a restart */
  passing: boolean;
}

export function entryRow(entry: OutboxEntry, encoded: string): SubmissionRow {
  const { epoch, kind, sequenceNumber, keyDigest, state, attempts, lastError, since } = entry;
  return { epoch, kind, sequenceNumber, keyDigest, encoded, state, attempts, lastError, since };
}
