/** Who must act on an error: the message's author, the sequencer, the node's operator, the chain's data, or the calling code. */
export type Fault = 'author' | 'sequencer' | 'operator' | 'chain' | 'caller';

/** Whose fault each code is; `docs/spec/wire.md#errors` says what to do about it. */
const FAULT_BY_CODE = {
  // decoding
  TRUNCATED: 'author',
  TRAILING_BYTES: 'author',
  NON_CANONICAL: 'author',
  OVERSIZED: 'author',
  UNKNOWN_KIND: 'author',
  INTEGER_OUT_OF_RANGE: 'author',
  MALFORMED: 'author',
  // admission
  WRONG_NETWORK: 'author',
  WRONG_EPOCH: 'author',
  UNKNOWN_AUTHOR: 'author',
  AUTHOR_MISMATCH: 'author',
  KIND_NOT_ADMITTED: 'author',
  INVALID_SIGNATURE: 'author',
  JOINER_UNREGISTERED: 'author',
  JOINER_SIGNATURE_INVALID: 'author',
  DUPLICATE: 'author',
  RATE_LIMITED: 'author',
  EPOCH_CLOSED: 'author',
  LOG_UNAVAILABLE: 'operator',
  // the log
  DIGEST_MISMATCH: 'sequencer',
  COMMIT_OUT_OF_ORDER: 'sequencer',
  EPOCH_NOT_OPENED: 'sequencer',
  // committees, configuration, values
  COMMITTEE_UNSAFE: 'chain',
  COMMITTEE_INVALID: 'chain',
  UNSUPPORTED_PROTOCOL_VERSION: 'operator',
  CONFIGURATION_INVALID: 'operator',
  INVALID_IDENTIFIER: 'caller',
  INVALID_ARGUMENT: 'caller',
  DUPLICATE_HANDOFF_ITEM: 'caller',
} as const satisfies Record<string, Fault>;

export type ProtocolErrorCode = keyof typeof FAULT_BY_CODE;
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The party that must act on this code. */
export function faultOf(code: ProtocolErrorCode): Fault {
  return FAULT_BY_CODE[code];
}

/** The one error class of this package: a stable code, whose fault it is, and the facts. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly fault: Fault;
  readonly details: ErrorDetails;

  constructor(code: ProtocolErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ProtocolError';
    this.code = code;
    this.fault = faultOf(code);
    this.details = details;
  }
}
