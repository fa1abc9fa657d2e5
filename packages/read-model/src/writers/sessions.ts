import type { Connection } from '../database.ts';
import * as tables from '../schema/sessions.ts';
import { upsertAndNotify } from '../upsert.ts';

export function writeNetworkKeySession(
  connection: Connection,
  row: typeof tables.networkKeySession.$inferInsert,
): Promise<boolean> {
  return upsertAndNotify(connection, 'sessions', tables.networkKeySession, [row], { epoch: row.epoch });
}
