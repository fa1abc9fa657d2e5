import type { AuthorityName, Digest, Epoch, Round } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, desc, eq, lt, sql } from '../orm.ts';
import * as tables from '../schema/announcer.ts';
import { readySignal, announcement as recordedAnnouncement } from '../schema/freeze.ts';
import { vote } from '../schema/handoff.ts';
import type { EpochPage } from './page.ts';

/** What this validator brought into an epoch's log. */
export interface AnnouncerEpochRow {
  epoch: Epoch;
  /** Digest of the blob that it stamped an announcement of. */
  announced: Digest | null;
  announcementRound: Round | null;
  readySignalRound: Round | null;
  attestationDigest: Digest | null;
  mismatch: boolean;
  voteRound: Round | null;
  pending: number;
  accepted: number;
  sequenced: number;
}

/** Epochs this validator submitted in, or that it stamped an announcement for; newest first, one query. */
export function announcerEpochs(
  db: Connection,
  self: AuthorityName,
  { before, limit }: EpochPage,
): Promise<AnnouncerEpochRow[]> {
  const { submission, attestation, ownAnnouncement } = tables;
  const epochs = db.$with('epochs').as(
    db
      .select({ known: sql<Epoch>`epoch`.mapWith(submission.epoch).as('known_epoch') })
      .from(
        sql`(select ${submission.epoch} from ${submission} union select ${ownAnnouncement.epoch} from ${ownAnnouncement}) as known`,
      )
      .where(before === undefined ? undefined : lt(sql`epoch`, before))
      .orderBy(desc(sql`epoch`))
      .limit(limit),
  );
  const inState = (state: (typeof submission.$inferSelect)['state']) =>
    sql<number>`(select count(*) from ${submission} where ${submission.epoch} = ${epochs.known}
      and ${submission.state} = ${state})`.mapWith(Number);
  return db
    .with(epochs)
    .select({
      epoch: epochs.known,
      announced: ownAnnouncement.blobHash,
      announcementRound: recordedAnnouncement.round,
      readySignalRound: readySignal.round,
      attestationDigest: attestation.digest,
      mismatch: sql<boolean>`coalesce(${attestation.mismatch} is not null, false)`,
      voteRound: vote.round,
      pending: inState('pending'),
      accepted: inState('accepted'),
      sequenced: inState('sequenced'),
    })
    .from(epochs)
    .leftJoin(ownAnnouncement, eq(ownAnnouncement.epoch, epochs.known))
    .leftJoin(attestation, eq(attestation.epoch, epochs.known))
    .leftJoin(
      recordedAnnouncement,
      and(
        eq(recordedAnnouncement.streamEpoch, epochs.known),
        eq(recordedAnnouncement.epoch, epochs.known),
        eq(recordedAnnouncement.validator, self),
      ),
    )
    .leftJoin(readySignal, and(eq(readySignal.epoch, epochs.known), eq(readySignal.authority, self)))
    .leftJoin(vote, and(eq(vote.epoch, epochs.known), eq(vote.authority, self)))
    .orderBy(desc(epochs.known));
}
