import { canonicalJson } from './canonical-json.ts';
import type { Row, TableChange } from './row-changes.ts';
import type { ProjectedTable } from './tables.ts';

/** A statement whose every parameter is one column's values, as a Postgres array. */
export interface Statement {
  text: string;
  parameters: readonly (readonly unknown[])[];
}

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

interface UnnestColumn {
  property: string;
  name: string;
  sqlType: string;
}

function columnsOf(table: ProjectedTable, properties: Iterable<string>): UnnestColumn[] {
  return [...properties].map((property) => {
    const column = table.shape.columns.get(property)!;
    return { property, name: quote(column.name), sqlType: column.getSQLType() };
  });
}

const isJson = ({ sqlType }: UnnestColumn): boolean => sqlType === 'jsonb' || sqlType === 'json';

/**
 * What travels as text and is cast row by row: an array of jsonb would be serialised twice, and the client takes an
 * array of booleans for one boolean.
 */
const travelsAsText = (column: UnnestColumn): boolean => isJson(column) || column.sqlType === 'boolean';

const unnest = (columns: readonly UnnestColumn[]): string =>
  `unnest(${columns.map((column, index) => `$${index + 1}::${travelsAsText(column) ? 'text' : column.sqlType}[]`).join(', ')})` +
  ` as given(${columns.map(({ name }) => name).join(', ')})`;

const parametersOf = (columns: readonly UnnestColumn[], rows: readonly Row[]) =>
  columns.map((column) =>
    rows.map((row) => {
      const value = row[column.property] ?? null;
      return value !== null && travelsAsText(column) ? canonicalJson(value) : value;
    }),
  );

const nameOf = ({ shape }: ProjectedTable): string => `${quote(shape.schema)}.${quote(shape.name)}`;

function upsertStatement(table: ProjectedTable, rows: readonly Row[]): Statement {
  const columns = columnsOf(table, table.shape.columns.keys());
  const key = columnsOf(table, table.shape.key);
  const rest = columns.filter((column) => !table.shape.key.includes(column.property));
  const values = columns.map((column) => `given.${column.name}${travelsAsText(column) ? `::${column.sqlType}` : ''}`);
  const onConflict =
    rest.length === 0
      ? 'do nothing'
      : `do update set ${rest.map(({ name }) => `${name} = excluded.${name}`).join(', ')}${enriching(table)}`;
  return {
    text:
      `insert into ${nameOf(table)} as held (${columns.map(({ name }) => name).join(', ')}) ` +
      `select ${values.join(', ')} from ${unnest(columns)} ` +
      `on conflict (${key.map(({ name }) => name).join(', ')}) ${onConflict}`,
    parameters: parametersOf(columns, rows),
  };
}

function enriching(table: ProjectedTable): string {
  if (!table.perpetual) return '';
  const [same, more] = columnsOf(table, [table.perpetual.same, table.perpetual.more]).map(({ name }) => name);
  return ` where held.${same} = excluded.${same} and held.${more} < excluded.${more}`;
}

function deleteStatement(table: ProjectedTable, rows: readonly Row[]): Statement {
  const key = columnsOf(table, table.shape.key);
  return {
    text:
      `delete from ${nameOf(table)} as held using ${unnest(key)} ` +
      `where ${key.map(({ name }) => `held.${name} = given.${name}`).join(' and ')}`,
    parameters: parametersOf(key, rows),
  };
}

/** The statements that bring a table to its net change. */
export function statementsFor({ table, upserts, deletes }: TableChange): Statement[] {
  return [
    ...(deletes.length > 0 ? [deleteStatement(table, deletes)] : []),
    ...(upserts.length > 0 ? [upsertStatement(table, upserts)] : []),
  ];
}

/** Empties what a table holds from the streams of the given epochs. */
export function emptyStatement(table: ProjectedTable, epochs: readonly number[]): Statement {
  const [epoch] = columnsOf(table, [table.streamEpoch]);
  return { text: `delete from ${nameOf(table)} where ${epoch!.name} = any($1::bigint[])`, parameters: [epochs] };
}
