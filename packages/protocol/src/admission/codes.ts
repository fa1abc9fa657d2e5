import { type Fault, faultOf, ProtocolError, type ProtocolErrorCode } from '../errors.ts';

const DECODING_CODES = [
  'TRUNCATED',
  'TRAILING_BYTES',
  'NON_CANONICAL',
  'OVERSIZED',
  'UNKNOWN_KIND',
  'INTEGER_OUT_OF_RANGE',
  'MALFORMED',
] as const satisfies ProtocolErrorCode[];

/** Why a submission is refused, or a sequenced message dropped by every reader; in the order of the checks. */
export const ADMISSION_CODES = [
  ...DECODING_CODES,
  'WRONG_NETWORK',
  'WRONG_EPOCH',
  'UNKNOWN_AUTHOR',
  'AUTHOR_MISMATCH',
  'KIND_NOT_ADMITTED',
  'INVALID_SIGNATURE',
  'JOINER_UNREGISTERED',
  'JOINER_SIGNATURE_INVALID',
  'DUPLICATE',
  'RATE_LIMITED',
  'EPOCH_CLOSED',
  'LOG_UNAVAILABLE',
] as const satisfies ProtocolErrorCode[];

export type AdmissionCode = (typeof ADMISSION_CODES)[number];

export interface AdmissionRejection {
  code: AdmissionCode;
  fault: Fault;
  /** One sentence for a person. */
  detail: string;
}

export function rejection(code: AdmissionCode, detail: string): AdmissionRejection {
  return { code, fault: faultOf(code), detail };
}

function isDecodingCode(code: ProtocolErrorCode): code is (typeof DECODING_CODES)[number] {
  return (DECODING_CODES as readonly ProtocolErrorCode[]).includes(code);
}

/** A decoding failure as a rejection; anything that is none is thrown on. */
export function decodingRejection(error: unknown): AdmissionRejection {
  if (!(error instanceof ProtocolError)) throw error;
  return rejection(isDecodingCode(error.code) ? error.code : 'MALFORMED', error.message);
}
