import type { Digest } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { notify } from '../notify.ts';
import { eq } from '../orm.ts';
import * as tables from '../schema/blobs.ts';
import { upsertAndNotify } from '../upsert.ts';

export function writeBlob(connection: Connection, row: typeof tables.blob.$inferInsert): Promise<boolean> {
  return upsertAndNotify(connection, 'blobs', tables.blob, [row]);
}

export function writeBlobFetch(connection: Connection, row: typeof tables.blobFetch.$inferInsert): Promise<boolean> {
  return upsertAndNotify(connection, 'blobs', tables.blobFetch, [row]);
}

export async function removeBlobFetch(connection: Connection, digest: Digest): Promise<void> {
  await connection.delete(tables.blobFetch).where(eq(tables.blobFetch.digest, digest));
}

/** Files a network-key output that the store holds under the epoch of its session. */
export function writeHeldOutput(
  connection: Connection,
  row: typeof tables.networkKeyOutput.$inferInsert,
): Promise<boolean> {
  return upsertAndNotify(connection, 'blobs', tables.networkKeyOutput, [row], { epoch: row.epoch });
}

/** Forgets a blob whose bytes are gone or no longer hash to its digest. */
export async function removeBlob(connection: Connection, digest: Digest): Promise<void> {
  await connection.transaction(async (transaction) => {
    await transaction.delete(tables.blob).where(eq(tables.blob.digest, digest));
    await notify(transaction, 'blobs', { tables: ['blob'] });
  });
}
