import { LogError, SubmitRejected } from '@baton/log';
import type { SequencedAt } from '@baton/protocol';

/** What a failed submission means for the next try. docs/spec/producer.md#submissions */
export type SubmissionFailure =
  /** the log holds it already */
  | { kind: 'sequenced'; at: SequencedAt }
  /** passes with time */
  | { kind: 'retry'; reason: string }
  /** this epoch takes nothing more */
  | { kind: 'epoch_over' }
  /** these bytes will never be taken; an operator has to look */
  | { kind: 'refused'; code: string; detail: string };

/**
 * DUPLICATE without a position means that the first copy waits for its commit. WRONG_EPOCH passes too: at a boundary
 * the sequencer may still be, or be already, in the other epoch, and the task ends with its own epoch.
 */
export function judgeSubmissionFailure(error: unknown): SubmissionFailure {
  if (error instanceof LogError) return { kind: 'retry', reason: error.code };
  if (!(error instanceof SubmitRejected)) return { kind: 'retry', reason: String(error) };
  switch (error.code) {
    case 'DUPLICATE':
      return error.sequencedAt === undefined
        ? { kind: 'retry', reason: error.code }
        : { kind: 'sequenced', at: error.sequencedAt };
    case 'EPOCH_CLOSED':
      return { kind: 'epoch_over' };
    case 'WRONG_EPOCH':
    case 'RATE_LIMITED':
    case 'LOG_UNAVAILABLE':
      return { kind: 'retry', reason: error.code };
    default:
      return { kind: 'refused', code: error.code, detail: error.message };
  }
}

export const RETRY_DELAY_MS_MIN = 200;
export const RETRY_DELAY_MS_MAX = 1_000;

/** Milliseconds to wait after the given number of failed attempts. */
export function retryDelayMs(failures: number): number {
  return Math.min(RETRY_DELAY_MS_MIN * 2 ** Math.min(failures - 1, 10), RETRY_DELAY_MS_MAX);
}
