import { CodedProblem, type ProblemCodes } from '@baton/service-runtime';

/** Status and fault per code; docs/spec/blobs.md#errors says what to do about each. */
const BLOB_ERRORS = {
  BLOB_TOO_LARGE: [413, 'caller'],
  BLOB_EMPTY: [400, 'caller'],
  BLOB_HASH_MISMATCH: [422, 'caller'],
  BLOB_NOT_FOUND: [404, 'caller'],
  BLOB_STORE_FULL: [507, 'operator'],
  BLOB_STORE_FAILED: [500, 'operator'],
  BLOB_PEER_BUSY: [503, 'caller'],
  BLOB_PEER_RATE_LIMITED: [429, 'caller'],
  NETWORK_KEY_OUTPUT_CONFLICT: [409, 'caller'],
} as const satisfies ProblemCodes<string>;

export type BlobErrorCode = keyof typeof BLOB_ERRORS;

export class BlobError extends CodedProblem<BlobErrorCode> {
  constructor(code: BlobErrorCode, detail: string, cause?: unknown) {
    super(BLOB_ERRORS, code, detail, cause);
    this.name = 'BlobError';
  }
}

export const tooLarge =
  (bytesMax: number) =>
  (size: number): BlobError =>
    new BlobError('BLOB_TOO_LARGE', `${size} bytes where ${bytesMax} are allowed`);

/** A failed file operation as a typed error: a full disk is told apart, because the remedy is another one. */
export function diskError(operation: string, path: string, cause: unknown): BlobError {
  if (cause instanceof BlobError) return cause;
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const full = systemCode === 'ENOSPC' || systemCode === 'EDQUOT';
  const detail = `could not ${operation} ${path}: ${systemCode}`;
  return new BlobError(full ? 'BLOB_STORE_FULL' : 'BLOB_STORE_FAILED', detail, cause);
}
