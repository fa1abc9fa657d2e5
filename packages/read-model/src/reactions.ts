import type { TraceHeaders } from '@baton/telemetry';
import { Bell } from './bell.ts';
import type { Database } from './database.ts';
import { concerns, type Interests } from './interests.ts';
import type { PostgresSchemaName } from './names.ts';
import { type Change, listen } from './notify.ts';
import { isDatabaseOutage } from './outage.ts';
import { DEFAULT_SAFETY_POLL_MS } from './wait.ts';

export interface ReactionOptions {
  signal: AbortSignal;
  /** How long to go without a turn when no notification arrives; asked again each time. */
  safetyPollMs?: () => number;
  /** Rung by whoever else wants a turn. */
  bell?: Bell;
}

/** Traces of changes kept for one turn; later ones are not linked. */
const CAUSES_MAX = 128;

/**
 * A turn at once, after every change of the tables and on a slow safety poll; changes that arrive during a turn make
 * one more. Each gives the traces of the changes behind it. Ends when aborted. While the database is away the poll alone
 * gives the turns.
 */
export async function* reactions(
  database: Database,
  interests: Interests,
  { signal, safetyPollMs = () => DEFAULT_SAFETY_POLL_MS, bell = new Bell() }: ReactionOptions,
): AsyncGenerator<readonly TraceHeaders[], void, void> {
  const listeners = new Map<PostgresSchemaName, () => Promise<void>>();
  let causes: TraceHeaders[] = [];
  const heard = (name: PostgresSchemaName, change: Change | null) => {
    if (!concerns(interests, name, change)) return;
    if (change?.trace && causes.length < CAUSES_MAX) causes.push(change.trace);
    bell.ring();
  };
  const schemas = Object.keys(interests) as PostgresSchemaName[];
  try {
    while (!signal.aborted) {
      try {
        for (const name of schemas) {
          if (listeners.has(name)) continue;
          listeners.set(name, await listen(database.sql, name, (change) => heard(name, change)));
        }
      } catch (error) {
        if (!isDatabaseOutage(error)) throw error;
      }
      bell.reset();
      const gathered = causes;
      causes = [];
      yield gathered;
      await bell.heard(signal, safetyPollMs());
    }
  } finally {
    await Promise.allSettled([...listeners.values()].map((unlisten) => unlisten()));
  }
}
