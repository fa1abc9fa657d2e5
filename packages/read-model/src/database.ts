import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase, PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { drizzle } from './orm.ts';

/** Connections of one service; a service does one transaction at a time and a handful of reads beside it. */
export const DEFAULT_MAX_CONNECTIONS = 6;
const CONNECT_TIMEOUT_SECONDS = 10;

export type Sql = postgres.Sql;

/** Where a query or a writer runs: the pool or a transaction in progress. */
export type Connection = PgDatabase<PostgresJsQueryResultHKT, Record<string, never>>;

export interface Database {
  db: PostgresJsDatabase<Record<string, never>>;
  sql: Sql;
  close(): Promise<void>;
}

/** Opens a pool; connects on first use. `url` is `postgres://user:password@host:port/database`. */
export function openDatabase(
  url: string,
  options: { maxConnections?: number; applicationName?: string } = {},
): Database {
  const sql = postgres(url, {
    max: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    connection: { application_name: options.applicationName ?? 'baton' },
    onnotice: () => undefined,
  });
  return { db: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}
