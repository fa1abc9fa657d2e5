/**
 * What can be wrong with a reading of the chain.
 *
 * - `UNAVAILABLE`: the fullnode did not answer in time or refused; retried. Nobody's fault.
 * - `INCONSISTENT_READ`: two objects of one reading belong to different states; retried.
 * - `STALE_READ`: an object came older than it was seen before, as a lagging replica answers; retried.
 * - `NOT_FOUND`: the fullnode says an object does not exist. The operator's configuration, or pruning.
 * - `LAYOUT_DRIFT`: bytes do not decode exactly. The contracts changed: this release cannot read them.
 * - `UNKNOWN_VERSION`: the inner object's version is not one this release knows.
 * - `MALFORMED_STATE`: it decodes, but cannot be right (a key off length, a member without a record).
 * - `REQUEST_REFUSED`: the fullnode rejected the request itself. Our bug or the operator's configuration.
 */
export type ChainErrorCode =
  | 'UNAVAILABLE'
  | 'INCONSISTENT_READ'
  | 'STALE_READ'
  | 'NOT_FOUND'
  | 'LAYOUT_DRIFT'
  | 'UNKNOWN_VERSION'
  | 'MALFORMED_STATE'
  | 'REQUEST_REFUSED';

const RETRYABLE: ReadonlySet<ChainErrorCode> = new Set(['UNAVAILABLE', 'INCONSISTENT_READ', 'STALE_READ']);

export class ChainError extends Error {
  readonly code: ChainErrorCode;
  readonly details: Record<string, unknown>;

  constructor(
    code: ChainErrorCode,
    message: string,
    options: ErrorOptions & { details?: Record<string, unknown> } = {},
  ) {
    super(message, options);
    this.name = 'ChainError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}
