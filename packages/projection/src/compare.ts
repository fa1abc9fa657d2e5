import type { Epoch, Fold } from '@baton/protocol';
import { drizzle, type ProjectingSchema, type Sql } from '@baton/read-model';
import { canonicalJson } from './canonical-json.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { foldThrough, type ReplayEpoch } from './fold-through.ts';
import { asRow, type FoldedRow, keyOf, type Row } from './row-changes.ts';
import { type ProjectedTable, type ProjectionTables, projectedTables } from './tables.ts';

/** Differences named in a report; the rest is only counted. */
const DIFFERENCES_LISTED_MAX = 100;

export interface RowDifference {
  table: string;
  key: string;
  /** Null: the replay gives no such row. */
  replayed: Row | null;
  /** Null: the database has no such row. */
  stored: Row | null;
}

export interface ComparisonReport {
  equal: boolean;
  epochs: { epoch: Epoch; round: number; stateDigestEqual: boolean }[];
  /** Rows compared, per table. */
  rows: Record<string, number>;
  differences: RowDifference[];
  differenceCount: number;
}

export interface CompareOptions<State> extends ProjectionTables {
  fold: Fold<State, FoldedRow>;
  sql: Sql;
  schema: ProjectingSchema;
  /** Ascending, without gaps: a later epoch may have replaced rows of an earlier one. */
  epochs: readonly ReplayEpoch[];
  signal: AbortSignal;
  /** Commits were replayed. */
  onStep?: (() => void) | undefined;
}

/** Folds the logs in memory up to each stored checkpoint and compares every derived row with the stored one. */
export async function compareWithReplay<State>(options: CompareOptions<State>): Promise<ComparisonReport> {
  const { fold, sql, schema, epochs, signal, onStep } = options;
  const tables = projectedTables(options);
  const replayed = new Map([...tables.keys()].map((name) => [name, new Map<string, Row>()]));
  const report: ComparisonReport = { equal: true, epochs: [], rows: {}, differences: [], differenceCount: 0 };
  for (const replay of epochs) {
    const { epoch } = replay.context;
    const checkpoint = await loadCheckpoint(sql, schema, fold.name, epoch);
    if (!checkpoint) continue;
    let stateDigestEqual = false;
    for await (const applied of foldThrough(fold, sql, replay, checkpoint.sequence, signal)) {
      for (const change of applied.flatMap((commit) => commit.rows)) applyTo(tables, replayed, change);
      stateDigestEqual = applied.at(-1)?.stateDigest === checkpoint.stateDigest;
      onStep?.();
    }
    report.epochs.push({ epoch, round: checkpoint.round, stateDigestEqual });
    report.equal &&= stateDigestEqual;
  }
  const numbers = new Set(report.epochs.map(({ epoch }) => epoch));
  for (const table of tables.values()) {
    const stored = await storedRows(sql, options.tables[table.name]!, table, numbers);
    collect(report, table, replayed.get(table.name)!, stored);
  }
  report.equal &&= report.differenceCount === 0;
  return report;
}

function applyTo(
  tables: ReadonlyMap<string, ProjectedTable>,
  replayed: ReadonlyMap<string, Map<string, Row>>,
  { table: name, op, row: object }: FoldedRow,
): void {
  const row = asRow(object);
  const key = keyOf(tables.get(name)!, row);
  if (op === 'upsert') replayed.get(name)!.set(key, row);
  else replayed.get(name)!.delete(key);
}

async function storedRows(
  sql: Sql,
  drizzleTable: ProjectionTables['tables'][string],
  table: ProjectedTable,
  epochs: ReadonlySet<number>,
): Promise<Map<string, Row>> {
  const rows: Row[] = await drizzle(sql).select().from(drizzleTable);
  const ofEpochs = rows.filter((row) => epochs.has(row[table.streamEpoch] as number));
  return new Map(ofEpochs.map((row) => [keyOf(table, row), row]));
}

function collect(
  report: ComparisonReport,
  table: ProjectedTable,
  replayed: ReadonlyMap<string, Row>,
  stored: ReadonlyMap<string, Row>,
): void {
  const keys = new Set([...replayed.keys(), ...stored.keys()]);
  report.rows[table.name] = keys.size;
  for (const key of keys) {
    const [fromLog, fromDatabase] = [replayed.get(key) ?? null, stored.get(key) ?? null];
    if (agree(table, fromLog, fromDatabase)) continue;
    report.differenceCount += 1;
    if (report.differences.length >= DIFFERENCES_LISTED_MAX) continue;
    report.differences.push({ table: table.name, key, replayed: fromLog, stored: fromDatabase });
  }
}

/** A perpetual table may hold more than its log still gives. */
function agree({ perpetual }: ProjectedTable, replayed: Row | null, stored: Row | null): boolean {
  if (canonicalJson(replayed) === canonicalJson(stored)) return true;
  if (!perpetual || !stored) return false;
  if (!replayed) return true;
  const { same, more } = perpetual;
  return stored[same] === replayed[same] && (stored[more] as number) >= (replayed[more] as number);
}
