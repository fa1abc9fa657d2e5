import { isDatabaseOutage } from '@baton/read-model';
import pRetry from 'p-retry';
import { ProjectionError } from './errors.ts';

/** How long a projection bears with an absent database before it gives up and the process ends. */
export const DEFAULT_OUTAGE_PATIENCE_MS = 600_000;
const RETRY_DELAY_MIN_MS = 50;
const RETRY_DELAY_MAX_MS = 2_000;

export interface OutageOptions {
  signal: AbortSignal;
  patienceMs?: number | undefined;
  /** Called with the first error of an outage and once more, with null, when it is over. */
  onOutage?: ((error: Error | null) => void) | undefined;
}

/** Repeats `work` while the database is absent; a contradiction (any other error) is passed on at once. */
export async function throughOutages<T>(work: () => Promise<T>, options: OutageOptions): Promise<T> {
  const { signal, patienceMs = DEFAULT_OUTAGE_PATIENCE_MS, onOutage } = options;
  let away = false;
  try {
    const result = await pRetry(work, {
      retries: Math.ceil(patienceMs / RETRY_DELAY_MIN_MS),
      maxRetryTime: patienceMs,
      minTimeout: RETRY_DELAY_MIN_MS,
      maxTimeout: RETRY_DELAY_MAX_MS,
      signal,
      shouldRetry: ({ error }) => isDatabaseOutage(error),
      onFailedAttempt: ({ error }) => {
        if (away || !isDatabaseOutage(error)) return;
        away = true;
        onOutage?.(error);
      },
    });
    if (away) onOutage?.(null);
    return result;
  } catch (error) {
    signal.throwIfAborted();
    if (!isDatabaseOutage(error)) throw error;
    throw new ProjectionError('DATABASE_OUTAGE', `the database was away for ${patienceMs} ms`, { cause: error });
  }
}
