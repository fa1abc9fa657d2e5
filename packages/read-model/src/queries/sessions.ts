import type { Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { asc, eq } from '../orm.ts';
import * as tables from '../schema/sessions.ts';

export * from './sessions-epochs.ts';

export type NetworkKeySessionRow = typeof tables.networkKeySession.$inferSelect;

export function networkKeySessions(db: Connection, epoch: Epoch): Promise<NetworkKeySessionRow[]> {
  const { networkKeySession } = tables;
  return db
    .select()
    .from(networkKeySession)
    .where(eq(networkKeySession.epoch, epoch))
    .orderBy(asc(networkKeySession.keyId), asc(networkKeySession.output));
}
