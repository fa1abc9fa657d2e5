import { fileURLToPath } from 'node:url';
import type { Sql } from './database.ts';
import type { PostgresSchemaName } from './names.ts';
import { drizzle, migrate } from './orm.ts';

/** The advisory lock under which migrations run, so that several processes may start at once. */
const MIGRATION_LOCK = 0x6261746f;

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
        migrationsFolder: fileURLToPath(new URL(`../migrations/${schema}`, import.meta.url)),
        migrationsSchema: schema,
        migrationsTable: 'migrations',
      });
    } finally {
      await lock`select pg_advisory_unlock(${MIGRATION_LOCK})`;
    }
  } finally {
    lock.release();
  }
}
