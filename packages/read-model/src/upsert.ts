import type { InferInsertModel, SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Connection } from './database.ts';
import type { PostgresSchemaName } from './names.ts';
import { notify } from './notify.ts';
import { sql } from './orm.ts';
import { tableShape } from './table-shape.ts';

const list = (parts: SQL[]): SQL => sql.join(parts, sql`, `);

/**
 * Inserts rows or replaces them by primary key; says how many really changed, so that a repeat of the same facts
 * is silent. For the few rows of a service's own state; projections use unnest.
 */
export async function upsert<Table extends PgTable>(
  connection: Connection,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { columns, key } = tableShape(table);
  const given = Object.keys(rows[0] as object);
  const changing = [...columns].filter(([property]) => given.includes(property) && !key.includes(property));
  const insert = connection.insert(table).values(rows as never);
  const target = key.map((property) => columns.get(property)!);
  if (changing.length === 0) return (await insert.onConflictDoNothing().returning(returned(target))).length;
  const excluded = changing.map(([, column]) => sql`excluded.${sql.identifier(column.name)}`);
  const written = await insert
    .onConflictDoUpdate({
      target,
      set: Object.fromEntries(changing.map(([property], index) => [property, excluded[index]])) as never,
      setWhere: sql`(${list(changing.map(([, column]) => sql`${column}`))}) is distinct from (${list(excluded)})`,
    })
    .returning(returned(target));
  return written.length;
}

const returned = (
  target: ReturnType<typeof tableShape>['columns'] extends ReadonlyMap<string, infer C> ? C[] : never,
) => ({ key: target[0]! }) as const;

/** `upsert` and, if anything changed, the notification, in one transaction (or the one in progress). */
export async function upsertAndNotify<Table extends PgTable>(
  connection: Connection,
  schema: PostgresSchemaName,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
  change: { epoch?: number } = {},
): Promise<boolean> {
  return connection.transaction(async (transaction) => {
    const changed = await upsert(transaction, table, rows);
    if (changed > 0) await notify(transaction, schema, { ...change, tables: [tableShape(table).name] });
    return changed > 0;
  });
}
