import type { Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, desc, eq, gte } from '../orm.ts';
import * as tables from '../schema/barrier.ts';

export * from './barrier-epochs.ts';

export type AnchorRow = typeof tables.anchor.$inferSelect;

/** What the barrier says about entering an epoch; undefined while it has not looked yet. */
export async function anchor(db: Connection, epoch: Epoch): Promise<AnchorRow | undefined> {
  const rows = await db.select().from(tables.anchor).where(eq(tables.anchor.epoch, epoch));
  return rows[0];
}

/** As `anchor`, but undefined until ready: the query to wait on before an epoch is processed. */
export async function readyAnchor(db: Connection, epoch: Epoch): Promise<AnchorRow | undefined> {
  const row = await anchor(db, epoch);
  return row?.state === 'ready' ? row : undefined;
}

/** The newest epoch the barrier has opened. */
export async function latestReadyAnchor(db: Connection): Promise<AnchorRow | undefined> {
  const rows = await db
    .select()
    .from(tables.anchor)
    .where(eq(tables.anchor.state, 'ready'))
    .orderBy(desc(tables.anchor.epoch))
    .limit(1);
  return rows[0];
}

/** The first epoch from `from` on that the barrier opened; without it the first this validator ever entered. */
export async function earliestReadyAnchor(db: Connection, from: Epoch = 0): Promise<AnchorRow | undefined> {
  const rows = await db
    .select()
    .from(tables.anchor)
    .where(and(eq(tables.anchor.state, 'ready'), gte(tables.anchor.epoch, from)))
    .orderBy(asc(tables.anchor.epoch))
    .limit(1);
  return rows[0];
}
