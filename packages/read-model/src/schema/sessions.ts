import type { ObjectId } from '@baton/protocol';
import { pgSchema, primaryKey, text } from '../orm.ts';
import { digest, integer } from './columns.ts';
import type { NetworkKeyOutputKind } from './handoff.ts';

/** Owner: session-runner, the stand-in for the MPC engine. */
export const schema = pgSchema('sessions');

export type SessionState = 'waiting' | 'running' | 'registered' | 'failed';

export const networkKeySession = schema.table(
  'network_key_session',
  {
    epoch: integer('epoch').notNull(),
    keyId: text('key_id').$type<ObjectId>().notNull(),
    output: text('output').$type<NetworkKeyOutputKind>().notNull(),
    state: text('state').$type<SessionState>().notNull(),
    outputDigest: digest('output_digest'),
    startedAt: integer('started_at').notNull(),
    finishedAt: integer('finished_at'),
    lastError: text('last_error'),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.keyId, table.output] })],
);
