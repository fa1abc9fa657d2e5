/** Codes and remedies are listed in docs/run/errors.md. */
export type KeyErrorCode =
  | 'KEY_FILE_MISSING'
  | 'KEY_FILE_EXPOSED'
  | 'KEY_FILE_MALFORMED'
  | 'KEY_FILE_EXISTS'
  | 'KEY_SEED_INVALID'
  | 'BLS_SIGNATURE_INVALID';

/** The operator's to solve, except BLS_SIGNATURE_INVALID, which is about a given signature. Messages hold no secret. */
export class KeyError extends Error {
  readonly code: KeyErrorCode;
  readonly fault: 'operator' | 'author';

  constructor(code: KeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyError';
    this.code = code;
    this.fault = code === 'BLS_SIGNATURE_INVALID' ? 'author' : 'operator';
  }
}
