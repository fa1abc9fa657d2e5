import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { getTableColumns, getTableConfig } from './orm.ts';

/** A table as the row writers need it: its name in SQL, its columns by property name, and its key. */
export interface TableShape {
  schema: string;
  name: string;
  /** Property name of a row -> column, in the table's order. */
  columns: ReadonlyMap<string, PgColumn>;
  /** Property names that form the primary key. */
  key: readonly string[];
}

const shapes = new WeakMap<PgTable, TableShape>();

/** Reads a table's shape from its drizzle definition; a table without a primary key is refused. */
export function tableShape(table: PgTable): TableShape {
  const known = shapes.get(table);
  if (known) return known;
  const config = getTableConfig(table);
  const columns = new Map<string, PgColumn>(Object.entries(getTableColumns(table) as Record<string, PgColumn>));
  const inKey = new Set(config.primaryKeys.flatMap((primaryKey) => primaryKey.columns.map((column) => column.name)));
  const key = [...columns]
    .filter(([, column]) => column.primary || inKey.has(column.name))
    .map(([property]) => property);
  if (key.length === 0) throw new TypeError(`table ${config.name} has no primary key`);
  const shape = { schema: config.schema ?? 'public', name: config.name, columns, key };
  shapes.set(table, shape);
  return shape;
}
