import type { Committee } from '../committee.ts';
import { blake2b256, verifyEd25519 } from '../crypto/index.ts';
import { decodeEnvelope, type Envelope } from '../envelope.ts';
import type { Digest, Epoch, Round } from '../identifiers.ts';
import { announcementSigningBytes, dedupIdentity, keyDigest } from '../messages/index.ts';
import { checkEnvelope, type EnvelopeRules } from './check-envelope.ts';
import { type AdmissionCode, type AdmissionRejection, decodingRejection, rejection } from './codes.ts';
import { isAdmittedAfterClose, isSequencerKind } from './kinds.ts';

/** Bytes as submitted, and the network they were submitted to. */
export interface Submission {
  network: string;
  bytes: Uint8Array;
}

export interface AdmissionRules extends EnvelopeRules {
  /** As recorded in the log; null until then, and a relay is then taken on trust and judged when it is folded. */
  nextCommittee: Committee | null;
}

/** A submission that says who it is from and may be said by them. */
export interface ExaminedSubmission {
  envelope: Envelope;
  /** Blake2b-256 of the submitted bytes. */
  digest: Digest;
  keyDigest: Digest;
  /** What a duplicate is recognised by. */
  dedupIdentity: Digest;
}

export interface SequencedAt {
  epoch: Epoch;
  round: Round;
  sequence: number;
}

/** What the sequencer knows at this moment. */
export interface AdmissionFacts {
  /** Where the same message was sequenced, or `waiting` for one that is to be; null: not seen. */
  duplicateOf: SequencedAt | 'waiting' | null;
  rateLimited: boolean;
  /** The close was decided. */
  closed: boolean;
  logAvailable: boolean;
}

export type Rejected = { outcome: 'rejected'; sequencedAt?: SequencedAt } & AdmissionRejection;
export type Examination = ({ outcome: 'examined' } & ExaminedSubmission) | Rejected;
export type AdmissionDecision = ({ outcome: 'admitted' } & ExaminedSubmission) | Rejected;

function rejected(why: AdmissionRejection): Rejected {
  return { outcome: 'rejected', ...why };
}

function decode(bytes: Uint8Array): Envelope | AdmissionRejection {
  try {
    return decodeEnvelope(bytes);
  } catch (error) {
    return decodingRejection(error);
  }
}

function checkRelay({ transaction: { body } }: Envelope, nextCommittee: Committee | null): AdmissionRejection | null {
  if (body.kind !== 'relayed_validator_mpc_data_announcement' || nextCommittee === null) return null;
  const { announcement, joinerSignature } = body.signed;
  const key = nextCommittee.keyOf(announcement.validator);
  if (key === undefined) return rejection('JOINER_UNREGISTERED', 'the joiner is not in the next committee');
  return verifyEd25519(joinerSignature, announcementSigningBytes(announcement), key)
    ? null
    : rejection('JOINER_SIGNATURE_INVALID', "the inner signature is not the joiner's");
}

/**
 * The part of admission that depends on the message and the epoch alone: strict decoding, network, epoch, author,
 * binding, kind, signature, relayed signature. Rule: docs/spec/wire.md#admission.
 */
export function examineSubmission(submission: Submission, rules: AdmissionRules): Examination {
  const envelope = decode(submission.bytes);
  if ('code' in envelope) return rejected(envelope);
  if (submission.network !== rules.network) {
    return rejected(rejection('WRONG_NETWORK', `this is network ${rules.network}, not ${submission.network}`));
  }
  const { transaction } = envelope;
  const refused = checkEnvelope(envelope, rules) ?? checkRelay(envelope, rules.nextCommittee);
  if (refused !== null) return rejected(refused);
  if (isSequencerKind(transaction.body.kind)) {
    return rejected(rejection('KIND_NOT_ADMITTED', `${transaction.body.kind} can't be submitted`));
  }
  return {
    outcome: 'examined',
    envelope,
    digest: blake2b256(submission.bytes),
    keyDigest: keyDigest(transaction),
    dedupIdentity: dedupIdentity(transaction),
  };
}

function refusalByFacts(
  kind: Envelope['transaction']['body']['kind'],
  facts: AdmissionFacts,
): [AdmissionCode, string] | null {
  if (facts.duplicateOf !== null) return ['DUPLICATE', 'the same message was submitted before'];
  if (facts.rateLimited) return ['RATE_LIMITED', 'the author submits faster than allowed'];
  if (facts.closed && !isAdmittedAfterClose(kind)) return ['EPOCH_CLOSED', 'the epoch is closed'];
  if (!facts.logAvailable) return ['LOG_UNAVAILABLE', "the log can't be appended to now"];
  return null;
}

/** The rest of admission: duplicate, rate, close, log, in this order. A duplicate is told where it was sequenced. */
export function decideAdmission(examination: Examination, facts: AdmissionFacts): AdmissionDecision {
  if (examination.outcome === 'rejected') return examination;
  const refusal = refusalByFacts(examination.envelope.transaction.body.kind, facts);
  if (refusal === null) return { ...examination, outcome: 'admitted' };
  const { duplicateOf } = facts;
  const known = duplicateOf !== null && duplicateOf !== 'waiting' ? { sequencedAt: duplicateOf } : {};
  return { ...rejected(rejection(...refusal)), ...known };
}
