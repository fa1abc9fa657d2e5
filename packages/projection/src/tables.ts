import { type TableShape, tableShape } from '@baton/read-model';
import type { PgTable } from 'drizzle-orm/pg-core';

/**
 * A table that outlives its log: a row is replaced only by one that agrees in `same` and has more in `more`, and a
 * rebuild leaves it alone.
 */
export interface PerpetualRule {
  same: string;
  more: string;
}

/** The tables a fold's rows go to. */
export interface ProjectionTables {
  /** Row table name -> drizzle table. */
  tables: Readonly<Record<string, PgTable>>;
  perpetual?: Readonly<Record<string, PerpetualRule>>;
}

export interface ProjectedTable {
  name: string;
  shape: TableShape;
  perpetual: PerpetualRule | undefined;
  /** Property that tells from which epoch's stream a row came. */
  streamEpoch: string;
}

export function projectedTables({ tables, perpetual = {} }: ProjectionTables): ReadonlyMap<string, ProjectedTable> {
  return new Map(
    Object.entries(tables).map(([name, table]) => {
      const shape = tableShape(table);
      const streamEpoch = shape.columns.has('streamEpoch') ? 'streamEpoch' : 'epoch';
      return [name, { name, shape, perpetual: perpetual[name], streamEpoch }];
    }),
  );
}
