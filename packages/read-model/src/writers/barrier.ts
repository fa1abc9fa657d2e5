import type { Connection } from '../database.ts';
import * as tables from '../schema/barrier.ts';
import { upsertAndNotify } from '../upsert.ts';

export function writeAnchor(connection: Connection, row: typeof tables.anchor.$inferInsert): Promise<boolean> {
  return upsertAndNotify(connection, 'barrier', tables.anchor, [row], { epoch: row.epoch });
}
