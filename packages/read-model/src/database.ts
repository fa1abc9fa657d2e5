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

export interface DatabaseOptions {
  maxConnections?: number;
  applicationName?: string;
  /** Asked for each connection, so that a changed password needs no restart. */
  password?: () => Promise<string>;
  /** The server must show a certificate of this authority for the host of the URL, or nothing is sent to it. */
  tls?: { ca: string; cert?: string; key?: string };
}

/** Opens a pool; connects on first use. `url` is `postgres://user@host:port/database`. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { maxConnections = DEFAULT_MAX_CONNECTIONS, applicationName = 'baton', password, tls } = options;
  const sql = postgres(url, {
    max: maxConnections,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    connection: { application_name: applicationName },
    onnotice: () => undefined,
    ...(password === undefined ? {} : { password }),
    // By an address the library would compare the certificate with "localhost".
    ...(tls === undefined ? {} : { ssl: { ...tls, host: new URL(url).hostname } }),
  });
  return { db: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}
