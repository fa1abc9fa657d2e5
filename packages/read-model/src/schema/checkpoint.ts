import type { PgSchema } from 'drizzle-orm/pg-core';
import { boolean, primaryKey, text } from '../orm.ts';
import { digest, integer } from './columns.ts';

/** Where a projection stands; written in the same transaction as its rows (docs/spec/projection.md#checkpoint). */
export const projectionCheckpointIn = <Name extends string>(schema: PgSchema<Name>) =>
  schema.table(
    'projection_checkpoint',
    {
      projection: text('projection').notNull(),
      epoch: integer('epoch').notNull(),
      version: integer('version').notNull(),
      round: integer('round').notNull(),
      sequence: integer('sequence').notNull(),
      timestampMs: integer('timestamp_ms').notNull(),
      commitDigest: digest('commit_digest').notNull(),
      stateDigest: digest('state_digest').notNull(),
      streamCreated: text('stream_created'),
      ended: boolean('ended').notNull().default(false),
    },
    (table) => [primaryKey({ columns: [table.projection, table.epoch] })],
  );
