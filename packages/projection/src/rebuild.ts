import type { Epoch, Fold, Round } from '@baton/protocol';
import { channelOf, type ProjectingSchema, type Sql } from '@baton/read-model';
import type { Telemetry } from '@baton/telemetry';
import type postgres from 'postgres';
import { CheckpointedWriter } from './checkpointed-writer.ts';
import { foldThrough, type ReplayEpoch } from './fold-through.ts';
import type { FoldedRow } from './row-changes.ts';
import { emptyStatement } from './row-statements.ts';
import { type ProjectionTables, projectedTables } from './tables.ts';

export interface RebuildProgress {
  epoch: Epoch;
  /** Null right after the tables were emptied. */
  round: Round | null;
  headRound: Round | null;
}

export interface RebuildOptions<State> extends ProjectionTables {
  fold: Fold<State, FoldedRow>;
  sql: Sql;
  schema: ProjectingSchema;
  /** Ascending; only epochs whose streams exist, the others' rows are kept. */
  epochs: readonly ReplayEpoch[];
  telemetry: Telemetry;
  signal: AbortSignal;
  onProgress?: (progress: RebuildProgress) => void;
}

/**
 * Empties the derived tables of the given epochs and replays them to the head of each log. Perpetual tables stay.
 * The projecting service must be stopped; if it runs, it ends with CHECKPOINT_LOST.
 * Rule: docs/spec/projection.md#rebuild
 */
export async function rebuildProjection<State>(options: RebuildOptions<State>): Promise<void> {
  const { fold, sql, schema, telemetry, signal, epochs, onProgress } = options;
  const tables = projectedTables(options);
  await emptyDerived(
    options,
    [...tables.values()]
      .filter((table) => !table.perpetual)
      .map((table) =>
        emptyStatement(
          table,
          epochs.map(({ context }) => context.epoch),
        ),
      ),
  );
  for (const replay of epochs) {
    const { epoch } = replay.context;
    const head = await replay.log.head();
    onProgress?.({ epoch, round: null, headRound: head?.round ?? null });
    if (!head) continue;
    const streamCreated = (await replay.log.created?.()) ?? null;
    const outage = { signal };
    const writer = new CheckpointedWriter({ sql, schema, tables, fold, epoch, streamCreated, telemetry, outage }, null);
    for await (const applied of foldThrough(fold, sql, replay, head.sequence, signal)) {
      await writer.write(applied);
      onProgress?.({ epoch, round: applied.at(-1)!.commit.round, headRound: head.round });
    }
  }
}

/** Rows and checkpoints vanish together: a crash right after it leaves an empty, startable projection. */
async function emptyDerived<State>(
  { sql, schema, fold, epochs }: RebuildOptions<State>,
  statements: readonly ReturnType<typeof emptyStatement>[],
): Promise<void> {
  const numbers = epochs.map(({ context }) => context.epoch);
  await sql.begin(async (transaction) => {
    await transaction`
      delete from ${transaction(schema)}.projection_checkpoint
      where projection = ${fold.name} and epoch = any(${numbers}::bigint[])`;
    for (const { text, parameters } of statements) {
      await transaction.unsafe(text, parameters as unknown as postgres.ParameterOrJSON<never>[]);
    }
    await transaction`select pg_notify(${channelOf(schema)}, ${JSON.stringify({ tables: [] })})`;
  });
}
