import type { Digest, Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, desc, eq, getTableColumns, gt, inArray, sql } from '../orm.ts';
import * as tables from '../schema/blobs.ts';

export type BlobRow = typeof tables.blob.$inferSelect;
export type BlobFetchRow = typeof tables.blobFetch.$inferSelect;
export type HeldOutputRow = typeof tables.networkKeyOutput.$inferSelect;
/** Epoch, key and kind of output. */
export type HeldOutputPlace = readonly [epoch: Epoch, keyId: string, output: string];

export async function blob(db: Connection, digest: Digest): Promise<BlobRow | undefined> {
  const rows = await db.select().from(tables.blob).where(eq(tables.blob.digest, digest));
  return rows[0];
}

/** Everything held, in digest order. */
export function allBlobs(db: Connection): Promise<BlobRow[]> {
  return db.select().from(tables.blob).orderBy(asc(tables.blob.digest));
}

/** At most `limit` of what is held, in digest order, from above `after` on. */
export function blobsPage(db: Connection, { after, limit }: { after?: Digest | undefined; limit: number }) {
  const { blob: table } = tables;
  return db
    .select()
    .from(table)
    .where(after === undefined ? undefined : gt(table.digest, after))
    .orderBy(asc(table.digest))
    .limit(limit);
}

/** Which of the digests are held, with their verdicts. */
export async function blobsHeld(db: Connection, digests: readonly Digest[]): Promise<Map<Digest, BlobRow>> {
  if (digests.length === 0) return new Map();
  const rows = await db
    .select()
    .from(tables.blob)
    .where(inArray(tables.blob.digest, [...digests]));
  return new Map(rows.map((row) => [row.digest, row]));
}

export function blobFetches(db: Connection): Promise<BlobFetchRow[]> {
  return db.select().from(tables.blobFetch).orderBy(asc(tables.blobFetch.since));
}

/** Network-key outputs held locally, of the sessions of one epoch. */
export function heldOutputs(db: Connection, epoch: Epoch): Promise<HeldOutputRow[]> {
  const { networkKeyOutput } = tables;
  return db
    .select()
    .from(networkKeyOutput)
    .where(eq(networkKeyOutput.epoch, epoch))
    .orderBy(asc(networkKeyOutput.keyId), asc(networkKeyOutput.output));
}

/** The network-key outputs whose bytes are in the store, by session epoch. */
export function storedOutputs(db: Connection): Promise<HeldOutputRow[]> {
  const { networkKeyOutput, blob: stored } = tables;
  return db
    .select(getTableColumns(networkKeyOutput))
    .from(networkKeyOutput)
    .innerJoin(stored, eq(stored.digest, networkKeyOutput.digest))
    .orderBy(asc(networkKeyOutput.epoch), asc(networkKeyOutput.keyId), asc(networkKeyOutput.output));
}

/** At most `limit` of the network-key outputs held, newest epoch first, then by key and kind, from behind `after` on. */
export function heldOutputsPage(
  db: Connection,
  { epoch, after, limit }: { epoch?: Epoch | undefined; after?: HeldOutputPlace | undefined; limit: number },
): Promise<HeldOutputRow[]> {
  const { networkKeyOutput: held } = tables;
  const behind = (place: HeldOutputPlace) =>
    sql`(-${held.epoch}, ${held.keyId}, ${held.output}) > (${-place[0]}, ${place[1]}, ${place[2]})`;
  return db
    .select()
    .from(held)
    .where(and(epoch === undefined ? undefined : eq(held.epoch, epoch), after && behind(after)))
    .orderBy(desc(held.epoch), asc(held.keyId), asc(held.output))
    .limit(limit);
}

/** All network-key outputs ever held, by session epoch. */
export function allHeldOutputs(db: Connection): Promise<HeldOutputRow[]> {
  const { networkKeyOutput } = tables;
  return db
    .select()
    .from(networkKeyOutput)
    .orderBy(asc(networkKeyOutput.epoch), asc(networkKeyOutput.keyId), asc(networkKeyOutput.output));
}
