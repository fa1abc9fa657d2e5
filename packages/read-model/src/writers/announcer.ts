import type { Connection } from '../database.ts';
import * as tables from '../schema/announcer.ts';
import { upsertAndNotify } from '../upsert.ts';

export function writeSubmission(connection: Connection, row: typeof tables.submission.$inferInsert): Promise<boolean> {
  return upsertAndNotify(connection, 'announcer', tables.submission, [row], { epoch: row.epoch });
}

export function writeLocalAttestation(
  connection: Connection,
  row: typeof tables.attestation.$inferInsert,
): Promise<boolean> {
  return upsertAndNotify(connection, 'announcer', tables.attestation, [row], { epoch: row.epoch });
}

export function writeOwnAnnouncement(
  connection: Connection,
  row: typeof tables.ownAnnouncement.$inferInsert,
): Promise<boolean> {
  return upsertAndNotify(connection, 'announcer', tables.ownAnnouncement, [row], { epoch: row.epoch });
}
