import type { Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, desc, eq } from '../orm.ts';
import * as freeze from '../schema/freeze.ts';
import * as handoff from '../schema/handoff.ts';

export type CheckpointRow = typeof freeze.projectionCheckpoint.$inferSelect;
export type ProjectingSchema = 'freeze' | 'handoff';

const tableOf = { freeze: freeze.projectionCheckpoint, handoff: handoff.projectionCheckpoint };

/** Where a projection stands in an epoch; undefined before its first transaction. */
export async function projectionCheckpoint(
  db: Connection,
  schema: ProjectingSchema,
  projection: string,
  epoch: Epoch,
): Promise<CheckpointRow | undefined> {
  const table = tableOf[schema];
  const rows = await db
    .select()
    .from(table)
    .where(and(eq(table.projection, projection), eq(table.epoch, epoch)));
  return rows[0];
}

/** The newest epoch a projection has worked on. */
export async function latestProjectionCheckpoint(
  db: Connection,
  schema: ProjectingSchema,
  projection: string,
): Promise<CheckpointRow | undefined> {
  const table = tableOf[schema];
  const rows = await db
    .select()
    .from(table)
    .where(eq(table.projection, projection))
    .orderBy(desc(table.epoch))
    .limit(1);
  return rows[0];
}

export function projectionCheckpoints(db: Connection, schema: ProjectingSchema): Promise<CheckpointRow[]> {
  const table = tableOf[schema];
  return db.select().from(table).orderBy(asc(table.projection), asc(table.epoch));
}
