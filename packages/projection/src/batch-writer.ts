import { channelOf, type ProjectingSchema, payloadOf, type Sql } from '@baton/read-model';
import { SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { SpanKind } from '@opentelemetry/api';
import type postgres from 'postgres';
import { type Checkpoint, moveCheckpoint } from './checkpoint.ts';
import { type FoldedRow, netChanges } from './row-changes.ts';
import { statementsFor } from './row-statements.ts';
import type { ProjectedTable } from './tables.ts';

export interface BatchTarget {
  sql: Sql;
  schema: ProjectingSchema;
  tables: ReadonlyMap<string, ProjectedTable>;
  telemetry: Telemetry;
}

/** Thrown inside the transaction to roll it back; never leaves this file. */
class CheckpointMoved extends Error {}

/**
 * Rows, checkpoint and notification in one transaction; false, and nothing is written, if the checkpoint was no
 * longer `held`. Listeners are told only of commits that changed rows.
 * Rule: docs/spec/projection.md#transaction
 */
export async function writeBatch(
  { sql, schema, tables, telemetry }: BatchTarget,
  held: Checkpoint | null,
  next: Checkpoint,
  rows: Iterable<FoldedRow>,
): Promise<boolean> {
  const changes = netChanges(tables, rows);
  try {
    await sql.begin(async (transaction) => {
      if (!(await moveCheckpoint(transaction, schema, held, next))) throw new CheckpointMoved();
      for (const statement of changes.flatMap(statementsFor)) {
        await transaction.unsafe(statement.text, statement.parameters as unknown as postgres.ParameterOrJSON<never>[], {
          prepare: true,
        });
      }
      if (changes.length === 0) return;
      const change = { epoch: next.epoch, round: next.round, tables: changes.map(({ table }) => table.shape.name) };
      await withSpan(telemetry, SPANS.projectionNotify, { kind: SpanKind.PRODUCER }, async () => {
        await transaction`select pg_notify(${channelOf(schema)}, ${payloadOf(change)})`;
      });
    });
    return true;
  } catch (error) {
    if (error instanceof CheckpointMoved) return false;
    throw error;
  }
}
