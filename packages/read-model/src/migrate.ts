import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { blake2b256, type Digest } from '@baton/protocol';
import type { Sql } from './database.ts';
import { POSTGRES_SCHEMAS, type PostgresSchemaName } from './names.ts';
import { drizzle, migrate } from './orm.ts';

/** The advisory lock under which migrations run, so that several processes may start at once. */
const MIGRATION_LOCK = 0x6261746f;
const MIGRATIONS_TABLE = 'migrations';

export interface SchemaState {
  schema: PostgresSchemaName;
  /** How its tables stand to this build: `older` and `missing` are brought up by a start, `newer` needs a newer build. */
  state: 'missing' | 'older' | 'current' | 'newer';
}

/** Brings Postgres schemas to this build's shape; two queries where they have it already. */
export async function migrateSchemas(sql: Sql, schemas: Iterable<PostgresSchemaName>): Promise<void> {
  for (const { schema, state } of await schemaStates(sql, schemas)) {
    if (state === 'missing' || state === 'older') await migrateSchema(sql, schema);
  }
}

/** How the tables of each schema stand to this build's; changes nothing. */
export async function schemaStates(sql: Sql, schemas: Iterable<PostgresSchemaName>): Promise<SchemaState[]> {
  const wanted = [...new Set(schemas)];
  const [applied, known] = await Promise.all([newestApplied(sql, wanted), Promise.all(wanted.map(newestKnown))]);
  return wanted.map((schema, index) => {
    const [has, wants] = [applied.get(schema), known[index] ?? 0];
    if (has === undefined) return { schema, state: 'missing' };
    return { schema, state: has < wants ? 'older' : has > wants ? 'newer' : 'current' };
  });
}

/** Whether this connection's role may make and change the tables of these schemas. */
export async function mayMigrate(sql: Sql, schemas: readonly PostgresSchemaName[]): Promise<boolean> {
  const [row] = await sql<{ may: boolean }[]>`
    select has_database_privilege(current_database(), 'create') and not exists (
      select from pg_namespace where nspname in ${sql(schemas)} and not pg_has_role(nspowner, 'usage')) as may`;
  return row?.may === true;
}

/**
 * Brings one Postgres schema to this build's shape; its migrations table lives in that schema. Idempotent.
 * Needs two connections of the pool.
 */
export async function migrateSchema(sql: Sql, schema: PostgresSchemaName): Promise<void> {
  const lock = await sql.reserve();
  try {
    await lock`select pg_advisory_lock(${MIGRATION_LOCK})`;
    try {
      await migrate(drizzle(sql), {
        migrationsFolder: folderOf(schema),
        migrationsSchema: schema,
        migrationsTable: MIGRATIONS_TABLE,
      });
    } finally {
      await lock`select pg_advisory_unlock(${MIGRATION_LOCK})`;
    }
  } finally {
    lock.release();
  }
}

/** Another one for every other set of migrations: names a database that holds their tables. */
export async function migrationsDigest(): Promise<Digest> {
  const journals = await Promise.all(POSTGRES_SCHEMAS.map((schema) => readFile(journalOf(schema))));
  return blake2b256(...journals);
}

function folderOf(schema: PostgresSchemaName): string {
  return fileURLToPath(new URL(`../migrations/${schema}`, import.meta.url));
}

function journalOf(schema: PostgresSchemaName): string {
  return `${folderOf(schema)}/meta/_journal.json`;
}

/** By its time, as the migrator itself decides. */
async function newestKnown(schema: PostgresSchemaName): Promise<number> {
  const journal = JSON.parse(await readFile(journalOf(schema), 'utf8')) as {
    entries: { when: number }[];
  };
  return Math.max(...journal.entries.map(({ when }) => when));
}

async function newestApplied(sql: Sql, schemas: readonly PostgresSchemaName[]): Promise<Map<string, number>> {
  const begun = await sql<{ schema: PostgresSchemaName }[]>`
    select schemaname as schema from pg_tables
    where tablename = ${MIGRATIONS_TABLE} and schemaname in ${sql(schemas)}`;
  if (begun.length === 0) return new Map();
  const each = begun.map(
    ({ schema }) =>
      sql`select ${schema} as schema, max(created_at) as newest from ${sql(schema)}.${sql(MIGRATIONS_TABLE)}`,
  );
  const rows = await sql<{ schema: string; newest: string | null }[]>`
    ${each.flatMap((one, index) => (index === 0 ? [one] : [sql` union all `, one]))}`;
  return new Map(rows.flatMap(({ schema, newest }) => (newest === null ? [] : [[schema, Number(newest)]])));
}
