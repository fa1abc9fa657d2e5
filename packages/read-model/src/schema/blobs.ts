import type { ObjectId } from '@baton/protocol';
import { boolean, pgSchema, primaryKey, text } from '../orm.ts';
import { authority, digest, integer } from './columns.ts';
import type { NetworkKeyOutputKind } from './handoff.ts';

/** Owner: blob-service. What lies in this validator's content-addressed store (docs/spec/blobs.md). Perpetual. */
export const schema = pgSchema('blobs');

export type BlobOrigin = 'own' | 'announcer' | 'peer' | 'engine' | 'joiner';

export const blob = schema.table('blob', {
  digest: digest('digest').primaryKey(),
  size: integer('size').notNull(),
  structurallyValid: boolean('structurally_valid').notNull(),
  origin: text('origin').$type<BlobOrigin>().notNull(),
  storedAt: integer('stored_at').notNull(),
});

export type BlobFetchState = 'waiting' | 'fetching' | 'held';

export const blobFetch = schema.table('blob_fetch', {
  digest: digest('digest').primaryKey(),
  /** Who announced it and is asked first; null for outputs named by a certificate. */
  owner: authority('owner'),
  state: text('state').$type<BlobFetchState>().notNull(),
  attempts: integer('attempts').notNull(),
  lastResult: text('last_result'),
  lastPeer: authority('last_peer'),
  since: integer('since').notNull(),
});

/** Network-key outputs held locally, filed under the epoch of the session that made them. */
export const networkKeyOutput = schema.table(
  'network_key_output',
  {
    epoch: integer('epoch').notNull(),
    keyId: text('key_id').$type<ObjectId>().notNull(),
    output: text('output').$type<NetworkKeyOutputKind>().notNull(),
    digest: digest('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.keyId, table.output] })],
);
