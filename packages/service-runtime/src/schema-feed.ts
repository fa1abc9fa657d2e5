import { setTimeout as delay } from 'node:timers/promises';
import { type Change, type Database, isDatabaseOutage, listen, type PostgresSchemaName } from '@baton/read-model';
import { EventFeed, RESET_EVENT } from './event-feed.ts';

/** Between tries to begin listening while the database is away. */
const LISTEN_RETRY_MS = 2_000;

/**
 * A feed of what changes in a Postgres schema until the signal: an event for each table, named as it, with the epoch and
 * round of the change where it has them. Where changes may have been missed, `reset`.
 */
export function schemaFeed(database: Database, schema: PostgresSchemaName, signal: AbortSignal): EventFeed {
  const feed = new EventFeed();
  void publishChanges(database, schema, feed, signal);
  return feed;
}

async function publishChanges(database: Database, schema: PostgresSchemaName, feed: EventFeed, signal: AbortSignal) {
  let listening = false;
  const unlisten = await untilListening(signal, () =>
    listen(database.sql, schema, (change) => {
      const begins = change === null && !listening;
      listening = true;
      if (begins || signal.aborted) return;
      const { tables, ...at } = change === null ? { tables: [] } : placeOf(change);
      // A connection that came anew, or a rebuild that emptied the tables.
      if (tables.length === 0) feed.publish(RESET_EVENT, at);
      for (const table of tables) feed.publish(table, at);
    }),
  );
  const stop = () => void unlisten?.().catch(() => undefined);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
}

/** Where in the log the change belongs, if anywhere. */
function placeOf({ tables, epoch, round }: Change) {
  return { tables, ...(epoch === undefined ? {} : { epoch }), ...(round === undefined ? {} : { round }) };
}

async function untilListening(signal: AbortSignal, begin: () => Promise<() => Promise<void>>) {
  while (!signal.aborted) {
    try {
      return await begin();
    } catch (error) {
      if (!isDatabaseOutage(error)) throw error;
      await delay(LISTEN_RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
