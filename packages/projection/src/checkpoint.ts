import type { Digest, Epoch } from '@baton/protocol';
import type { CheckpointRow, ProjectingSchema, Sql } from '@baton/read-model';
import type postgres from 'postgres';

export type Checkpoint = CheckpointRow;
type Transaction = postgres.TransactionSql;

/** The stored checkpoint of a projection in an epoch, or null. */
export async function loadCheckpoint(
  sql: Sql | Transaction,
  schema: ProjectingSchema,
  projection: string,
  epoch: Epoch,
): Promise<Checkpoint | null> {
  const rows = await sql<StoredCheckpoint[]>`
    select projection, epoch, version, round, sequence, timestamp_ms, commit_digest, state_digest, stream_created, ended
    from ${sql(schema)}.projection_checkpoint where projection = ${projection} and epoch = ${epoch}`;
  return rows[0] ? fromStored(rows[0]) : null;
}

interface StoredCheckpoint {
  projection: string;
  epoch: string;
  version: string;
  round: string;
  sequence: string;
  timestamp_ms: string;
  commit_digest: Digest;
  state_digest: Digest;
  stream_created: string | null;
  ended: boolean;
}

function fromStored(row: StoredCheckpoint): Checkpoint {
  return {
    projection: row.projection,
    epoch: Number(row.epoch),
    version: Number(row.version),
    round: Number(row.round),
    sequence: Number(row.sequence),
    timestampMs: Number(row.timestamp_ms),
    commitDigest: row.commit_digest,
    stateDigest: row.state_digest,
    streamCreated: row.stream_created,
    ended: row.ended,
  };
}

/**
 * Moves the checkpoint from `held` to `next` if it still is what it was; false: somebody else moved it.
 * Rule: docs/spec/projection.md#checkpoint
 */
export async function moveCheckpoint(
  transaction: Transaction,
  schema: ProjectingSchema,
  held: Checkpoint | null,
  next: Checkpoint,
): Promise<boolean> {
  const table = transaction`${transaction(schema)}.projection_checkpoint`;
  const moved =
    held === null
      ? await transaction`
          insert into ${table} (projection, epoch, version, round, sequence, timestamp_ms, commit_digest, state_digest,
            stream_created, ended)
          values (${next.projection}, ${next.epoch}, ${next.version}, ${next.round}, ${next.sequence},
            ${next.timestampMs}, ${next.commitDigest}, ${next.stateDigest}, ${next.streamCreated}, ${next.ended})
          on conflict (projection, epoch) do nothing`
      : await transaction`
          update ${table} set version = ${next.version}, round = ${next.round}, sequence = ${next.sequence},
            timestamp_ms = ${next.timestampMs}, commit_digest = ${next.commitDigest},
            state_digest = ${next.stateDigest}, stream_created = ${next.streamCreated}, ended = ${next.ended}
          where projection = ${held.projection} and epoch = ${held.epoch} and round = ${held.round}
            and commit_digest = ${held.commitDigest} and state_digest = ${held.stateDigest}`;
  return moved.count === 1;
}
