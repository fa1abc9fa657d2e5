import { migrateSchemas, migrationsDigest, openDatabase, POSTGRES_SCHEMAS, type Sql } from '@baton/read-model';
import type { PostgresServer } from '@baton/testkit';

/** Copies are made side by side: each waits for the disk. */
const AT_ONCE = 4;
/** Holds the tables and no rows; nobody works on it, so it can be copied at any time. */
const TABLES = 'baton_tables';

/** What a data folder kept for later holds: the databases of these names, as `createDatabases` makes them. */
export async function preparedDatabases(names: readonly string[]) {
  const key = JSON.stringify([await migrationsDigest(), names]);
  return { key, prepare: (server: PostgresServer) => createDatabases(server, names) };
}

/** Makes the databases that are not there yet, as copies of one that has all the tables. */
export async function createDatabases(server: PostgresServer, names: readonly string[]): Promise<void> {
  const { sql, close } = openDatabase(server.url(), { maxConnections: AT_ONCE, applicationName: 'baton-localnet' });
  try {
    const rows = await sql<{ datname: string }[]>`select datname from pg_database`;
    const existing = new Set(rows.map(({ datname }) => datname));
    const missing = names.filter((name) => !existing.has(name));
    if (missing.length === 0) return;
    if (!existing.has(TABLES)) await createTables(sql, server.url(TABLES));
    await Promise.all(missing.map((name) => sql`create database ${sql(name)} template ${sql(TABLES)}`));
  } finally {
    await close();
  }
}

async function createTables(sql: Sql, url: string): Promise<void> {
  await sql`create database ${sql(TABLES)}`;
  const database = openDatabase(url, { maxConnections: 2, applicationName: 'baton-localnet' });
  try {
    await migrateSchemas(database.sql, POSTGRES_SCHEMAS);
  } finally {
    await database.close();
  }
}
