import { StopError } from '@baton/log';
import type { RowChange } from '@baton/protocol';
import type { ProjectedTable } from './tables.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A change as any fold gives it; whether it fits its table is checked when it is written. */
export type FoldedRow = RowChange<string, object>;

/** A row seen by column. */
export const asRow = (row: object): Row => row as Row;

/** What is left to do for one table after later changes of a key overrode earlier ones. */
export interface TableChange {
  table: ProjectedTable;
  upserts: readonly Row[];
  deletes: readonly Row[];
}

/** Net effect per table, in the order of the tables; rows that don't fit their table stop the projection. */
export function netChanges(
  tables: ReadonlyMap<string, ProjectedTable>,
  changes: Iterable<FoldedRow>,
): readonly TableChange[] {
  const byTable = new Map<string, Map<string, FoldedRow>>();
  for (const change of changes) {
    const table = tables.get(change.table);
    if (!table) throw mismatch(change, 'there is no such table');
    checkRow(table, change);
    const byKey = byTable.get(change.table) ?? new Map<string, FoldedRow>();
    byTable.set(change.table, byKey.set(keyOf(table, asRow(change.row)), change));
  }
  return [...tables.values()].flatMap((table) => {
    const net = [...(byTable.get(table.name)?.values() ?? [])];
    if (net.length === 0) return [];
    const rows = (op: FoldedRow['op']) => net.filter((change) => change.op === op).map((change) => asRow(change.row));
    return [{ table, upserts: rows('upsert'), deletes: rows('delete') }];
  });
}

/** A row's key as one string. */
export function keyOf(table: ProjectedTable, row: Row): string {
  return JSON.stringify(table.shape.key.map((property) => row[property]));
}

function checkRow(table: ProjectedTable, change: FoldedRow): void {
  if (change.op === 'delete' && table.perpetual) throw mismatch(change, 'rows of a perpetual table are never deleted');
  const row = asRow(change.row);
  for (const property of Object.keys(row)) {
    if (!table.shape.columns.has(property)) throw mismatch(change, `the table has no column for ${property}`);
  }
  const needed = change.op === 'delete' ? table.shape.key : [...table.shape.columns.keys()];
  for (const property of needed) {
    const missing = (row[property] ?? null) === null;
    if (missing && table.shape.columns.get(property)?.notNull) throw mismatch(change, `${property} is missing`);
  }
}

const mismatch = (change: FoldedRow, why: string) =>
  new StopError('ROW_SCHEMA_MISMATCH', `a ${change.op} of ${change.table} cannot be stored: ${why}`, { ...change });
