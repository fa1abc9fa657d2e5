import { Bell } from './bell.ts';
import type { Database } from './database.ts';
import type { PostgresSchemaName } from './names.ts';
import { listen } from './notify.ts';
import { isDatabaseOutage } from './outage.ts';

export const DEFAULT_SAFETY_POLL_MS = 2_000;

export interface WaitOptions {
  signal: AbortSignal;
  /** How long to go without looking when no notification arrives. */
  safetyPollMs?: number;
}

/**
 * Resolves with the first result of `query` that is not undefined. Looks at once, on every notification of the
 * schemas, and on a slow safety poll. Waits through database outages; any other error of the query is thrown.
 * Rejects with the signal's reason when aborted.
 */
export async function waitFor<T>(
  database: Database,
  schemas: PostgresSchemaName | readonly PostgresSchemaName[],
  query: () => Promise<T | undefined>,
  { signal, safetyPollMs = DEFAULT_SAFETY_POLL_MS }: WaitOptions,
): Promise<T> {
  const bell = new Bell();
  const names = typeof schemas === 'string' ? [schemas] : schemas;
  const listeners = new Map<PostgresSchemaName, () => Promise<void>>();
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        for (const name of names) {
          if (!listeners.has(name)) listeners.set(name, await listen(database.sql, name, () => bell.ring()));
        }
        bell.reset();
        const result = await query();
        if (result !== undefined) return result;
      } catch (error) {
        if (!isDatabaseOutage(error)) throw error;
      }
      await bell.heard(signal, safetyPollMs);
    }
  } finally {
    await Promise.allSettled([...listeners.values()].map((unlisten) => unlisten()));
  }
}
