import { type TraceHeaders, traceHeaders } from '@baton/telemetry';
import type { Connection, Sql } from './database.ts';
import type { PostgresSchemaName } from './names.ts';
import { sql } from './orm.ts';

/** What a schema's channel carries: which tables changed, and for projections at which point of the log. */
export interface Change {
  epoch?: number;
  round?: number;
  tables: readonly string[];
  /** Of what made the change; absent while nothing is traced. */
  trace?: TraceHeaders;
}

/** The change as it goes over the channel, with the trace of the caller. */
export function payloadOf(change: Change): string {
  const trace = traceHeaders();
  return JSON.stringify(trace.traceparent === undefined ? change : { ...change, trace });
}

export const channelOf = (schema: PostgresSchemaName): string => `baton_${schema}`;

/** Tells listeners what changed; delivered only if the surrounding transaction commits. */
export async function notify(connection: Connection, schema: PostgresSchemaName, change: Change): Promise<void> {
  await connection.execute(sql`select pg_notify(${channelOf(schema)}, ${payloadOf(change)})`);
}

/**
 * Calls `handler` for each change of a schema, and with null each time listening (re)started: what happened
 * before that is unknown, so the handler should look for itself. Survives loss of the connection.
 */
export async function listen(
  sql: Sql,
  schema: PostgresSchemaName,
  handler: (change: Change | null) => void,
): Promise<() => Promise<void>> {
  const subscription = await sql.listen(
    channelOf(schema),
    (payload) => handler(JSON.parse(payload) as Change),
    () => handler(null),
  );
  return () => subscription.unlisten();
}
