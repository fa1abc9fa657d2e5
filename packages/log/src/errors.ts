/**
 * Failures of reaching or using the log. LOG_UNAVAILABLE: the server did not answer (operator; try again).
 * STREAM_MISSING: no stream for this epoch (caller, or not opened yet). STREAM_EMPTY: opened without its first commit.
 * REPLY_MALFORMED: the sequencer answered outside the protocol (sequencer). NOT_SEQUENCED: accepted but not seen in a
 * commit in time (submit again, it is idempotent). MONITORING_UNAVAILABLE: natsMonitorUrl gives no answer (operator).
 * LOG_UNAUTHORIZED: the server does not accept this user (operator). LOG_UNTRUSTED: a certificate does not convince, or
 * can't be read (operator).
 */
export type LogErrorCode =
  | 'LOG_UNAVAILABLE'
  | 'STREAM_MISSING'
  | 'STREAM_EMPTY'
  | 'REPLY_MALFORMED'
  | 'NOT_SEQUENCED'
  | 'MONITORING_UNAVAILABLE'
  | 'LOG_UNAUTHORIZED'
  | 'LOG_UNTRUSTED';

export class LogError extends Error {
  readonly code: LogErrorCode;

  constructor(code: LogErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LogError';
    this.code = code;
  }
}
