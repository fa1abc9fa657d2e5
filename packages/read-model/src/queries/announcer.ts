import type { Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, eq } from '../orm.ts';
import * as tables from '../schema/announcer.ts';

export * from './announcer-epochs.ts';

export type SubmissionRow = typeof tables.submission.$inferSelect;
export type LocalAttestationRow = typeof tables.attestation.$inferSelect;
export type OwnAnnouncementRow = typeof tables.ownAnnouncement.$inferSelect;

export function submissions(db: Connection, epoch: Epoch, kind?: string): Promise<SubmissionRow[]> {
  const { submission } = tables;
  return db
    .select()
    .from(submission)
    .where(
      kind === undefined ? eq(submission.epoch, epoch) : and(eq(submission.epoch, epoch), eq(submission.kind, kind)),
    )
    .orderBy(asc(submission.kind), asc(submission.sequenceNumber));
}

/** The attestation this validator built itself. */
export async function localAttestation(db: Connection, epoch: Epoch): Promise<LocalAttestationRow | undefined> {
  const rows = await db.select().from(tables.attestation).where(eq(tables.attestation.epoch, epoch));
  return rows[0];
}

export async function ownAnnouncement(db: Connection, epoch: Epoch): Promise<OwnAnnouncementRow | undefined> {
  const rows = await db.select().from(tables.ownAnnouncement).where(eq(tables.ownAnnouncement.epoch, epoch));
  return rows[0];
}
