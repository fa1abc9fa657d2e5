import type { AuthorityName, Epoch, ObjectId } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, desc, eq, gt, inArray, sql } from '../orm.ts';
import * as tables from '../schema/freeze.ts';
import type { AnnouncementRow, JoinerCandidateRow, NetworkKeyReadyRow, ReadySignalRow } from './freeze.ts';
import type { Page } from './page.ts';

/** Joiner, and digest of its signed announcement. */
export type JoinerCandidatePlace = readonly [joiner: string, digest: string];

/** Announcements for an epoch, one per name: as its own stream has it, else as the stream before relayed it. */
export function announcementsPage(
  db: Connection,
  epoch: Epoch,
  { after, limit }: Page<AuthorityName>,
): Promise<AnnouncementRow[]> {
  const { announcement } = tables;
  return db
    .selectDistinctOn([announcement.validator])
    .from(announcement)
    .where(and(eq(announcement.epoch, epoch), after === undefined ? undefined : gt(announcement.validator, after)))
    .orderBy(asc(announcement.validator), desc(announcement.streamEpoch))
    .limit(limit);
}

/** Announcements for the next epoch that the stream of `streamEpoch` relayed, by name. */
export function relayedAnnouncementsPage(
  db: Connection,
  streamEpoch: Epoch,
  { after, limit }: Page<AuthorityName>,
): Promise<AnnouncementRow[]> {
  const { announcement } = tables;
  return db
    .select()
    .from(announcement)
    .where(
      and(
        eq(announcement.streamEpoch, streamEpoch),
        eq(announcement.epoch, streamEpoch + 1),
        after === undefined ? undefined : gt(announcement.validator, after),
      ),
    )
    .orderBy(asc(announcement.validator))
    .limit(limit);
}

export function joinerCandidatesPage(
  db: Connection,
  epoch: Epoch,
  { after, limit }: Page<JoinerCandidatePlace>,
): Promise<JoinerCandidateRow[]> {
  const { joinerBuffer } = tables;
  const behind = ([joiner, digest]: JoinerCandidatePlace) =>
    sql`(${joinerBuffer.joiner}, ${joinerBuffer.digest}) > (${joiner}, ${digest})`;
  return db
    .select()
    .from(joinerBuffer)
    .where(and(eq(joinerBuffer.epoch, epoch), after && behind(after)))
    .orderBy(asc(joinerBuffer.joiner), asc(joinerBuffer.digest))
    .limit(limit);
}

export function readySignalsPage(
  db: Connection,
  epoch: Epoch,
  { after, limit }: Page<AuthorityName>,
): Promise<ReadySignalRow[]> {
  const { readySignal } = tables;
  return db
    .select()
    .from(readySignal)
    .where(and(eq(readySignal.epoch, epoch), after === undefined ? undefined : gt(readySignal.authority, after)))
    .orderBy(asc(readySignal.authority))
    .limit(limit);
}

/** All signals of at most `limit` keys, by key and authority. */
export function networkKeyReadyPage(
  db: Connection,
  epoch: Epoch,
  { after, limit }: Page<ObjectId>,
): Promise<NetworkKeyReadyRow[]> {
  const { networkKeyReady } = tables;
  const keys = db
    .selectDistinct({ keyId: networkKeyReady.keyId })
    .from(networkKeyReady)
    .where(and(eq(networkKeyReady.epoch, epoch), after === undefined ? undefined : gt(networkKeyReady.keyId, after)))
    .orderBy(asc(networkKeyReady.keyId))
    .limit(limit);
  return db
    .select()
    .from(networkKeyReady)
    .where(and(eq(networkKeyReady.epoch, epoch), inArray(networkKeyReady.keyId, keys)))
    .orderBy(asc(networkKeyReady.keyId), asc(networkKeyReady.authority));
}
