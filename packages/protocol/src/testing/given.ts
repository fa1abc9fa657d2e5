import { expect } from 'vitest';
import type { Commit, EpochContext, Fold, RowChange } from '../epoch/index.ts';
import type { Digest } from '../identifiers.ts';
import { envelopeOf, type TestMessage } from './messages.ts';
import { digestOf, EPOCH } from './network.ts';

export interface TestCommit {
  round: number;
  timestampMs?: number;
  messages?: readonly TestMessage[];
}

const GENESIS = '00'.repeat(32) as Digest;

/** A commit as the log's reader hands it over; time runs 100 ms a round where nothing else is said. */
export function commitOf({ round, timestampMs, messages = [] }: TestCommit): Commit {
  return {
    epoch: EPOCH,
    round,
    timestampMs: timestampMs ?? 1_000_000 + round * 100,
    sequence: round * 1_000 + messages.length,
    prevDigest: GENESIS,
    digest: digestOf(`commit ${round}`),
    messages: messages.map((message, index) => ({
      sequence: round * 1_000 + index,
      bytes: new Uint8Array(),
      digest: digestOf(`${round}/${index}`),
      keyDigest: null,
      envelope: envelopeOf(message),
    })),
  };
}

/** The first `commits` as rounds 1, 2, 3 and so on, one message each. */
export function oneByOne(messages: readonly TestMessage[], firstRound = 1): TestCommit[] {
  return messages.map((message, index) => ({ round: firstRound + index, messages: [message] }));
}

export function foldAll<State, Row>(fold: Fold<State, Row>, context: EpochContext, commits: readonly TestCommit[]) {
  let state = fold.initial(context);
  const rows: Row[] = [];
  for (const commit of commits) {
    const result = fold.applyCommit(state, commitOf(commit));
    state = result.state;
    rows.push(...result.rows);
  }
  return { state, rows };
}

/**
 * A fold's behaviour as a sentence: what happened before, what happens, which rows come of it.
 * `thenNothingHappened` means that the last commit gave no row.
 */
export function given<State, Row extends RowChange<string, object>>(
  fold: Fold<State, Row>,
  context: EpochContext,
  ...before: readonly TestCommit[]
) {
  const start = foldAll(fold, context, before);
  return {
    when(...commits: readonly TestCommit[]) {
      let state = start.state;
      const rows: Row[] = [];
      for (const commit of commits) {
        const result = fold.applyCommit(state, commitOf(commit));
        state = result.state;
        rows.push(...result.rows);
      }
      const of = (table: Row['table']) => rows.filter((row) => row.table === table);
      return {
        state,
        rows,
        of,
        /** Exactly these rows of this table came, each at least with these columns. */
        thenRows(table: Row['table'], expected: readonly object[]) {
          expect(of(table).map((change) => change.row)).toMatchObject(expected);
          return this;
        },
        thenNothingHappened() {
          expect(rows).toEqual([]);
          return this;
        },
      };
    },
  };
}

/** What the tables hold after these changes: table -> key columns -> row. */
export function tablesAfter(
  rows: readonly RowChange<string, object>[],
  keys: Readonly<Record<string, readonly string[]>>,
) {
  const tables = new Map<string, Map<string, object>>();
  for (const { table, op, row } of rows) {
    const rowsOfTable = tables.get(table) ?? new Map<string, object>();
    tables.set(table, rowsOfTable);
    const key = (keys[table] ?? []).map((column) => String((row as Record<string, unknown>)[column])).join('/');
    if (op === 'delete') rowsOfTable.delete(key);
    else rowsOfTable.set(key, row);
  }
  return tables;
}
