import pRetry from 'p-retry';
import { chainErrorOf } from './failure.ts';

export interface CallPolicy {
  /** The client has no deadline of its own: a silent fullnode would hold a call for minutes. */
  timeoutMs: number;
  attempts: number;
  delayMsMin: number;
  delayMsMax: number;
}

export const DEFAULT_CALL_POLICY: CallPolicy = { timeoutMs: 10_000, attempts: 8, delayMsMin: 100, delayMsMax: 5_000 };
/** For submissions: the same bytes are re-sent, so patience costs nothing. */
export const SUBMIT_CALL_POLICY: CallPolicy = { ...DEFAULT_CALL_POLICY, attempts: 12 };

/**
 * Runs one call under a deadline and retries what is transient, with exponential delays and jitter.
 * Rejects with the signal's reason when aborted, else with `ChainError`.
 */
export async function callChain<T>(
  operation: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  policy: CallPolicy = DEFAULT_CALL_POLICY,
): Promise<T> {
  signal.throwIfAborted();
  return pRetry(() => attempt(operation, signal, policy.timeoutMs), {
    retries: policy.attempts - 1,
    minTimeout: policy.delayMsMin,
    maxTimeout: policy.delayMsMax,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => !signal.aborted && chainErrorOf(error).retryable,
  });
}

async function attempt<T>(operation: (signal: AbortSignal) => Promise<T>, signal: AbortSignal, timeoutMs: number) {
  try {
    return await operation(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  } catch (error) {
    signal.throwIfAborted();
    throw chainErrorOf(error);
  }
}
