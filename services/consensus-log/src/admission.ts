import type { Rejected, Sequenced, TraceCarrier } from '@baton/log';
import { type AdmissionFacts, decideAdmission, examineSubmission, type TimestampMs } from '@baton/protocol';
import type { EpochLedger } from './ledger.ts';
import type { PendingQueue } from './pending-queue.ts';
import type { AuthorRateLimiter } from './rate-limit.ts';
import { reject, type SubmissionOutcome } from './submission.ts';

export interface AdmissionState {
  ledger: EpochLedger;
  queue: PendingQueue;
  limiter: AuthorRateLimiter;
  epochMessagesMax: number;
  now: TimestampMs;
}

/** The one way into the log, whatever the transport: the protocol's decision over what is known at this moment. */
export function admit(bytes: Uint8Array, trace: TraceCarrier, state: AdmissionState): SubmissionOutcome {
  const { ledger, queue, limiter, epochMessagesMax, now } = state;
  const { context, nextCommittee } = ledger;
  if (context === null) return reject('LOG_UNAVAILABLE', 'the epoch is not open yet');
  const examination = examineSubmission({ network: context.network, bytes }, { ...context, nextCommittee });
  if (examination.outcome === 'rejected') return examination;
  const { dedupIdentity, envelope, keyDigest } = examination;
  const duplicateOf = ledger.sequencedAt(dedupIdentity) ?? (queue.has(dedupIdentity) ? 'waiting' : null);
  const facts: AdmissionFacts = {
    duplicateOf,
    // A duplicate costs its author nothing: re-sending until sequenced is what authors are told to do.
    rateLimited: duplicateOf === null && !limiter.take(envelope.author, now),
    closed: ledger.closed || ledger.ended,
    logAvailable: !queue.full && !ledger.ended,
  };
  const decision = decideAdmission(examination, facts);
  if (decision.outcome === 'rejected') return decision;
  const share = Math.ceil(epochMessagesMax / context.committee.members.length);
  if (ledger.messagesOf(envelope.author) >= share) {
    return reject('RATE_LIMITED', `this author has brought in its ${share} messages of the epoch`);
  }
  const { promise, resolve } = Promise.withResolvers<Sequenced | Rejected>();
  const { kind } = envelope.transaction.body;
  queue.push({ bytes, kind, author: envelope.author, trace, keyDigest, dedupIdentity, settle: resolve });
  return { outcome: 'accepted', keyDigest, result: promise };
}
