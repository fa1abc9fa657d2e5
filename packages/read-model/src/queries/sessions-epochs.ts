import type { Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { desc, lt, sql } from '../orm.ts';
import * as tables from '../schema/sessions.ts';
import type { EpochPage } from './page.ts';

/** Network-key sessions of an epoch, by state. */
export interface SessionsEpochRow {
  epoch: Epoch;
  waiting: number;
  running: number;
  registered: number;
  failed: number;
  /** Local clock, milliseconds. */
  startedAt: number;
  finishedAt: number | null;
}

/** Epochs in which network-key sessions ran here, newest first; one query. */
export function sessionsEpochs(db: Connection, { before, limit }: EpochPage): Promise<SessionsEpochRow[]> {
  const { networkKeySession: session } = tables;
  const inState = (state: (typeof session.$inferSelect)['state']) =>
    sql<number>`count(*) filter (where ${session.state} = ${state})`.mapWith(Number);
  return db
    .select({
      epoch: session.epoch,
      waiting: inState('waiting'),
      running: inState('running'),
      registered: inState('registered'),
      failed: inState('failed'),
      startedAt: sql<number>`min(${session.startedAt})`.mapWith(session.startedAt),
      finishedAt: sql<number | null>`case when count(*) = count(${session.finishedAt})
        then max(${session.finishedAt}) end`.mapWith((value: unknown) => (value === null ? null : Number(value))),
    })
    .from(session)
    .where(before === undefined ? undefined : lt(session.epoch, before))
    .groupBy(session.epoch)
    .orderBy(desc(session.epoch))
    .limit(limit);
}
