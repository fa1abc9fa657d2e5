import type { ProtocolErrorCode } from './errors.ts';

/** Why a submission is refused, or a sequenced message dropped by every reader. */
export type AdmissionCode = Extract<
  ProtocolErrorCode,
  | 'TRUNCATED'
  | 'TRAILING_BYTES'
  | 'NON_CANONICAL'
  | 'OVERSIZED'
  | 'UNKNOWN_KIND'
  | 'INTEGER_OUT_OF_RANGE'
  | 'MALFORMED'
  | 'WRONG_NETWORK'
  | 'WRONG_EPOCH'
  | 'UNKNOWN_AUTHOR'
  | 'AUTHOR_MISMATCH'
  | 'KIND_NOT_ADMITTED'
  | 'INVALID_SIGNATURE'
  | 'JOINER_UNREGISTERED'
  | 'JOINER_SIGNATURE_INVALID'
  | 'DUPLICATE'
  | 'RATE_LIMITED'
  | 'EPOCH_CLOSED'
  | 'LOG_UNAVAILABLE'
>;
