import type { Commit } from './commit.ts';
import type { EpochContext } from './context.ts';

/** A change of a read model; a delete carries the key columns only. */
export interface RowChange<Table extends string = string, Row = Record<string, unknown>> {
  table: Table;
  op: 'upsert' | 'delete';
  row: Row;
}

/**
 * A projection's rule. Pure: no clock, no randomness, no arrival order. Never changes `state` in place; a commit
 * that changes nothing gives `rows: []`.
 */
export interface Fold<State, Row = RowChange> {
  readonly name: string;
  /** Grows whenever the rule or the rows change. */
  readonly version: number;
  initial(context: EpochContext): State;
  applyCommit(state: State, commit: Commit): { state: State; rows: Row[] };
}
