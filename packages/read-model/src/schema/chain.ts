import type { AuthorityName, CommitteeSnapshot, Digest, ObjectId } from '@baton/protocol';
import { boolean, jsonb, pgSchema, primaryKey, text } from '../orm.ts';
import { integer } from './columns.ts';

/** Owner: sui-syncer. What this validator itself read from the chain, and what it assembled (docs/spec/chain.md). */
export const schema = pgSchema('chain');

export interface MemberAddress {
  validatorId: ObjectId;
  /** Base URL of the member's public face. */
  peerUrl: string;
}
export type MemberAddresses = Record<AuthorityName, MemberAddress>;

export const epochView = schema.table('epoch_view', {
  epoch: integer('epoch').primaryKey(),
  committee: jsonb('committee').$type<CommitteeSnapshot>().notNull(),
  addresses: jsonb('addresses').$type<MemberAddresses>().notNull(),
  protocolVersion: integer('protocol_version').notNull(),
  epochStartMs: integer('epoch_start_ms').notNull(),
  epochDurationMs: integer('epoch_duration_ms').notNull(),
  /** Of the epoch before, with the keys that its members have now; null where the chain names none. */
  previousCommittee: jsonb('previous_committee').$type<CommitteeSnapshot>(),
  nextCommittee: jsonb('next_committee').$type<CommitteeSnapshot>(),
  nextAddresses: jsonb('next_addresses').$type<MemberAddresses>(),
  endOfPublishReady: boolean('end_of_publish_ready').notNull().default(false),
  lockedSessions: boolean('locked_sessions').notNull().default(false),
  /** Local clock, milliseconds: when the chain was last read. */
  observedAt: integer('observed_at').notNull(),
});

export type NetworkKeyState =
  | 'awaiting_network_dkg'
  | 'network_dkg_completed'
  | 'awaiting_network_reconfiguration'
  | 'network_reconfiguration_completed';

export const networkKey = schema.table(
  'network_key',
  {
    epoch: integer('epoch').notNull(),
    keyId: text('key_id').$type<ObjectId>().notNull(),
    dkgAtEpoch: integer('dkg_at_epoch').notNull(),
    state: text('state').$type<NetworkKeyState>().notNull(),
    currentEpoch: integer('current_epoch').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.keyId] })],
);

export const assembly = schema.table('assembly', {
  epoch: integer('epoch').primaryKey(),
  outcome: text('outcome').notNull(),
  reason: text('reason'),
  missing: jsonb('missing').$type<{ name: AuthorityName; reason: string }[]>().notNull(),
  /** The members below are what the next committee uses; it does not change any more. */
  final: boolean('final').notNull(),
  members: jsonb('members').$type<{ name: AuthorityName; digest: Digest }[]>().notNull(),
  /** Chain clock, milliseconds: the last attempt that was complete; null before the first. */
  lastCompleteAt: integer('last_complete_at'),
  /** Chain clock, milliseconds: since when no attempt has been complete; null while the last one is. */
  incompleteSince: integer('incomplete_since'),
});

/** How often each way of reading the chain was used; `blob` reads must stay 0. */
export const chainReadCounter = schema.table('chain_read_counter', {
  method: text('method').primaryKey(),
  count: integer('count').notNull(),
});
