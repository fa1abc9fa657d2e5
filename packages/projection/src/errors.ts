/**
 * `CHECKPOINT_LOST`: the stored checkpoint went back or vanished while the projection ran, as a rebuild does; start
 * the process again. `DATABASE_OUTAGE`: the database stayed away longer than the configured patience.
 */
export type ProjectionErrorCode = 'CHECKPOINT_LOST' | 'DATABASE_OUTAGE';

export class ProjectionError extends Error {
  readonly code: ProjectionErrorCode;
  readonly fault = 'operator';

  constructor(code: ProjectionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ProjectionError';
    this.code = code;
  }
}
