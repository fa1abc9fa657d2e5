import type { AppendMessage, Rejected, Sequenced } from '@baton/log';
import {
  type AdmissionCode,
  type AuthorityName,
  type Digest,
  faultOf,
  type TransactionKindName,
} from '@baton/protocol';

export interface Admitted {
  outcome: 'accepted';
  keyDigest: Digest;
  /** Its place in the log, or why it got none after all. */
  result: Promise<Sequenced | Rejected>;
}

/** The answer to a submission, the same over NATS and HTTP. */
export type SubmissionOutcome = Admitted | Rejected;

export function reject(code: AdmissionCode, detail: string): Rejected {
  return { outcome: 'rejected', code, fault: faultOf(code), detail };
}

/** A message that waits for its commit. */
export interface PendingMessage extends AppendMessage {
  author: AuthorityName;
  kind: TransactionKindName;
  keyDigest: Digest;
  /** What makes a second one a duplicate of it. */
  dedupIdentity: Digest;
  settle(result: Sequenced | Rejected): void;
}
