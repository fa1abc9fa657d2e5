import { migrateSchemas, openDatabase, POSTGRES_SCHEMAS } from '@baton/read-model';
import type { PostgresServer } from '@baton/testkit';

/** Copies are made side by side: each waits for the disk. */
const AT_ONCE = 4;

/** Makes the databases that are not there yet: the first with all its tables, the others as copies of it. */
export async function createDatabases(server: PostgresServer, names: readonly string[]): Promise<void> {
  const { sql, close } = openDatabase(server.url(), { maxConnections: AT_ONCE, applicationName: 'baton-localnet' });
  try {
    const rows = await sql<{ datname: string }[]>`select datname from pg_database`;
    const existing = new Set(rows.map(({ datname }) => datname));
    const [first, ...others] = names.filter((name) => !existing.has(name));
    if (first === undefined) return;
    await sql`create database ${sql(first)}`;
    // A database can be copied only while nobody is connected to it.
    await migrate(server.url(first));
    await Promise.all(others.map((name) => sql`create database ${sql(name)} template ${sql(first)}`));
  } finally {
    await close();
  }
}

async function migrate(url: string): Promise<void> {
  const { sql, close } = openDatabase(url, { maxConnections: 2, applicationName: 'baton-localnet' });
  try {
    await migrateSchemas(sql, POSTGRES_SCHEMAS);
  } finally {
    await close();
  }
}
