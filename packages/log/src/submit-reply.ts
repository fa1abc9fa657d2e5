import type { AdmissionRejection, Digest, SequencedAt } from '@baton/protocol';
import { LogError } from './errors.ts';

export interface Accepted {
  outcome: 'accepted';
  keyDigest: Digest;
}

/** `sequence` is the commit marker's place in the stream. */
export interface Sequenced extends SequencedAt {
  outcome: 'sequenced';
  keyDigest: Digest;
}

export interface Rejected extends AdmissionRejection {
  outcome: 'rejected';
  /** With DUPLICATE: where the first one stands, if it is in a commit already. */
  sequencedAt?: SequencedAt;
}

/** Answers on the submit subject: `accepted` then `sequenced`, or one `rejected`. docs/spec/log.md#submit */
export type SubmitReply = Accepted | Sequenced | Rejected;

export function encodeReply(reply: SubmitReply): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(reply));
}

export function decodeReply(bytes: Uint8Array): SubmitReply {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new LogError('REPLY_MALFORMED', 'the reply is not JSON', { cause });
  }
  if (!isReply(value)) throw new LogError('REPLY_MALFORMED', 'the reply has an unknown form');
  return value;
}

function isReply(value: unknown): value is SubmitReply {
  if (typeof value !== 'object' || value === null || !('outcome' in value)) return false;
  const fields = value as Record<string, unknown>;
  switch (fields.outcome) {
    case 'accepted':
      return typeof fields.keyDigest === 'string';
    case 'sequenced':
      return typeof fields.keyDigest === 'string' && isPosition(fields);
    case 'rejected':
      return (
        [fields.code, fields.fault, fields.detail].every((field) => typeof field === 'string') &&
        (fields.sequencedAt === undefined || isPosition(fields.sequencedAt))
      );
    default:
      return false;
  }
}

function isPosition(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, round, sequence } = value as Record<string, unknown>;
  return [epoch, round, sequence].every((field) => Number.isSafeInteger(field));
}
