import { CodedProblem, type ProblemCodes } from '@baton/service-runtime';

/** Status and fault per code; docs/spec/producer.md#errors says what to do about each. */
const ANNOUNCER_ERRORS = {
  OUTPUT_EMPTY: [400, 'caller'],
  OUTPUT_TOO_LARGE: [413, 'caller'],
  SESSION_EPOCH_NOT_OPEN: [409, 'caller'],
  OUTBOX_FULL: [503, 'operator'],
  RELAY_BLOB_TOO_LARGE: [413, 'caller'],
  RELAY_BUSY: [503, 'caller'],
  RELAY_RATE_LIMITED: [429, 'caller'],
  BLOB_SERVICE_UNAVAILABLE: [503, 'operator'],
  MPC_DATA_UNAVAILABLE: [500, 'operator'],
  MPC_DATA_INVALID: [500, 'operator'],
} as const satisfies ProblemCodes<string>;

export type AnnouncerErrorCode = keyof typeof ANNOUNCER_ERRORS;

export class AnnouncerError extends CodedProblem<AnnouncerErrorCode> {
  constructor(code: AnnouncerErrorCode, detail: string, cause?: unknown) {
    super(ANNOUNCER_ERRORS, code, detail, cause);
    this.name = 'AnnouncerError';
  }
}
