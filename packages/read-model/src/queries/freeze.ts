import type { AuthorityName, Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, eq } from '../orm.ts';
import * as tables from '../schema/freeze.ts';

export * from './freeze-epochs.ts';
export * from './freeze-lists.ts';

export type AnnouncementRow = typeof tables.announcement.$inferSelect;
export type ReadySignalRow = typeof tables.readySignal.$inferSelect;
export type FrozenRow = typeof tables.frozen.$inferSelect;
export type FreezeStatusRow = typeof tables.freezeStatus.$inferSelect;
export type NetworkKeyReadyRow = typeof tables.networkKeyReady.$inferSelect;
export type JoinerCandidateRow = typeof tables.joinerBuffer.$inferSelect;
export type NextCommitteeRow = typeof tables.nextCommittee.$inferSelect;

/** Announcements that an epoch's stream carried: for that epoch and for the next. */
export function announcementsOfStream(db: Connection, streamEpoch: Epoch): Promise<AnnouncementRow[]> {
  const { announcement } = tables;
  return db
    .select()
    .from(announcement)
    .where(eq(announcement.streamEpoch, streamEpoch))
    .orderBy(asc(announcement.epoch), asc(announcement.validator));
}

/** A member's own announcement in the epoch's own stream; what was relayed for it in the epoch before is another. */
export async function announcementOf(
  db: Connection,
  epoch: Epoch,
  validator: AuthorityName,
): Promise<AnnouncementRow | undefined> {
  const { announcement } = tables;
  const rows = await db
    .select()
    .from(announcement)
    .where(
      and(eq(announcement.streamEpoch, epoch), eq(announcement.epoch, epoch), eq(announcement.validator, validator)),
    );
  return rows[0];
}

/** A joiner's announcement for the next epoch, as the stream of `streamEpoch` relayed it. */
export async function relayedAnnouncementOf(
  db: Connection,
  streamEpoch: Epoch,
  joiner: AuthorityName,
): Promise<AnnouncementRow | undefined> {
  const { announcement } = tables;
  const rows = await db
    .select()
    .from(announcement)
    .where(
      and(
        eq(announcement.streamEpoch, streamEpoch),
        eq(announcement.epoch, streamEpoch + 1),
        eq(announcement.validator, joiner),
      ),
    );
  return rows[0];
}

export function readySignals(db: Connection, epoch: Epoch): Promise<ReadySignalRow[]> {
  const { readySignal } = tables;
  return db.select().from(readySignal).where(eq(readySignal.epoch, epoch)).orderBy(asc(readySignal.authority));
}

export async function readySignalOf(
  db: Connection,
  epoch: Epoch,
  authority: AuthorityName,
): Promise<ReadySignalRow | undefined> {
  const { readySignal } = tables;
  const rows = await db
    .select()
    .from(readySignal)
    .where(and(eq(readySignal.epoch, epoch), eq(readySignal.authority, authority)));
  return rows[0];
}

/** The frozen set by name; empty until the freeze. */
export function frozen(db: Connection, epoch: Epoch): Promise<FrozenRow[]> {
  return db.select().from(tables.frozen).where(eq(tables.frozen.epoch, epoch)).orderBy(asc(tables.frozen.name));
}

export async function excluded(db: Connection, epoch: Epoch): Promise<AuthorityName[]> {
  const rows = await db
    .select()
    .from(tables.excluded)
    .where(eq(tables.excluded.epoch, epoch))
    .orderBy(asc(tables.excluded.name));
  return rows.map((row) => row.name);
}

/** Undefined before the epoch's first commit was folded. `freezeRound` is null until the freeze. */
export async function freezeStatus(db: Connection, epoch: Epoch): Promise<FreezeStatusRow | undefined> {
  const rows = await db.select().from(tables.freezeStatus).where(eq(tables.freezeStatus.epoch, epoch));
  return rows[0];
}

/** The committee of epoch + 1 as the log of `epoch` recorded it. */
export async function recordedNextCommittee(db: Connection, epoch: Epoch): Promise<NextCommitteeRow | undefined> {
  const rows = await db.select().from(tables.nextCommittee).where(eq(tables.nextCommittee.epoch, epoch));
  return rows[0];
}

export function joinerCandidates(db: Connection, epoch: Epoch): Promise<JoinerCandidateRow[]> {
  const { joinerBuffer } = tables;
  return db.select().from(joinerBuffer).where(eq(joinerBuffer.epoch, epoch)).orderBy(asc(joinerBuffer.joiner));
}

/** The keys that this authority said to be ready for. */
export function networkKeyReadyOf(
  db: Connection,
  epoch: Epoch,
  authority: AuthorityName,
): Promise<NetworkKeyReadyRow[]> {
  const { networkKeyReady } = tables;
  return db
    .select()
    .from(networkKeyReady)
    .where(and(eq(networkKeyReady.epoch, epoch), eq(networkKeyReady.authority, authority)));
}
