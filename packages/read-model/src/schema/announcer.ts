import type { HandoffItem } from '@baton/protocol';
import { jsonb, pgSchema, primaryKey, text } from '../orm.ts';
import { digest, integer } from './columns.ts';

/** Owner: announcer. What this validator submitted and built itself. */
export const schema = pgSchema('announcer');

export type SubmissionState = 'pending' | 'accepted' | 'sequenced';

export const submission = schema.table(
  'submission',
  {
    epoch: integer('epoch').notNull(),
    kind: text('kind').notNull(),
    /** The ready signal's number; 0 for kinds sent once per epoch. */
    sequenceNumber: integer('sequence_number').notNull(),
    keyDigest: digest('key_digest').notNull(),
    /** BCS(Envelope) as hex: repeats send the identical bytes. */
    encoded: text('encoded').notNull(),
    state: text('state').$type<SubmissionState>().notNull(),
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    since: integer('since').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.kind, table.sequenceNumber, table.keyDigest] })],
);

/** How the locally built attestation differs from one in the log: a diagnostic, never an input to the tally. */
export interface AttestationDifference {
  attestationDigest: string;
  verdict: string;
  items: { key: HandoffItem['key']; local: string | null; sequenced: string | null }[];
}

export const attestation = schema.table('attestation', {
  epoch: integer('epoch').primaryKey(),
  digest: digest('digest').notNull(),
  /** BCS(HandoffAttestation) as hex. */
  encoded: text('encoded').notNull(),
  items: jsonb('items').$type<HandoffItem[]>().notNull(),
  mismatch: jsonb('mismatch').$type<AttestationDifference>(),
});

export const ownAnnouncement = schema.table('own_announcement', {
  epoch: integer('epoch').primaryKey(),
  timestampMs: integer('timestamp_ms').notNull(),
  blobHash: digest('blob_hash').notNull(),
});
