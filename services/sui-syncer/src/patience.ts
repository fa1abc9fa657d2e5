import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseOutage } from '@baton/read-model';

const RETRY_MS = 250;

/** Repeats `work` while the database is away; any other failure is the caller's. */
export async function recordWithPatience(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!isDatabaseOutage(error)) throw error;
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
