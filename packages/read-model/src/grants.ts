import type { Sql } from './database.ts';
import type { PostgresSchemaName } from './names.ts';

/**
 * Lets a role read and write the rows of these schemas and nothing more: it can't change a table, so a node under it
 * starts only where the migrations are in place. Idempotent; run it after each migration, by the tables' owner.
 */
export async function grantRuntime(sql: Sql, schemas: readonly PostgresSchemaName[], role: string): Promise<void> {
  await sql.begin(async (transaction) => {
    for (const schema of schemas) {
      await transaction`grant usage on schema ${transaction(schema)} to ${transaction(role)}`;
      await transaction`
        grant select, insert, update, delete on all tables in schema ${transaction(schema)} to ${transaction(role)}`;
      await transaction`revoke insert, update, delete on ${transaction(schema)}.migrations from ${transaction(role)}`;
    }
  });
}
