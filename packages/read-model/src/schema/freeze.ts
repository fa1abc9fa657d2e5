import type { AuthorityName, CommitteeSnapshot, Digest, ObjectId } from '@baton/protocol';
import { boolean, jsonb, pgSchema, primaryKey, text } from '../orm.ts';
import { projectionCheckpointIn } from './checkpoint.ts';
import { authority, digest, integer } from './columns.ts';

/** Owner: freeze-projector. Derived from the log by freezeFold (docs/spec/freeze.md). */
export const schema = pgSchema('freeze');

export const projectionCheckpoint = projectionCheckpointIn(schema);

export const announcement = schema.table(
  'announcement',
  {
    /** The epoch the announcement is for: the stream's own, or the next one for relayed announcements. */
    epoch: integer('epoch').notNull(),
    validator: authority('validator').notNull(),
    timestampMs: integer('timestamp_ms').notNull(),
    blobHash: digest('blob_hash').notNull(),
    relayed: boolean('relayed').notNull(),
    streamEpoch: integer('stream_epoch').notNull(),
    round: integer('round').notNull(),
    sequence: integer('sequence').notNull(),
  },
  (table) => [primaryKey({ columns: [table.streamEpoch, table.epoch, table.validator] })],
);

export const readySignal = schema.table(
  'ready_signal',
  {
    epoch: integer('epoch').notNull(),
    authority: authority('authority').notNull(),
    sequenceNumber: integer('sequence_number').notNull(),
    peerCount: integer('peer_count').notNull(),
    validatedPeers: jsonb('validated_peers').$type<{ name: AuthorityName; digest: Digest }[]>().notNull(),
    outsiders: integer('outsiders').notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.authority] })],
);

export const frozen = schema.table(
  'frozen',
  {
    epoch: integer('epoch').notNull(),
    name: authority('name').notNull(),
    digest: digest('digest').notNull(),
    source: text('source').$type<'quorum' | 'carried'>().notNull(),
    /** Stake of the ready signals that named this digest; 0 when carried from the prior certificate. */
    stake: integer('stake').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.name] })],
);

export const excluded = schema.table(
  'excluded',
  {
    epoch: integer('epoch').notNull(),
    name: authority('name').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.name] })],
);

export const freezeStatus = schema.table('freeze_status', {
  epoch: integer('epoch').primaryKey(),
  readySigners: integer('ready_signers').notNull(),
  readyStake: integer('ready_stake').notNull(),
  quorumRound: integer('quorum_round'),
  freezeRound: integer('freeze_round'),
  announcements: integer('announcements').notNull(),
  graceRounds: integer('grace_rounds').notNull(),
  firstCommitMs: integer('first_commit_ms'),
});

export const networkKeyReady = schema.table(
  'network_key_ready',
  {
    epoch: integer('epoch').notNull(),
    keyId: text('key_id').$type<ObjectId>().notNull(),
    authority: authority('authority').notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.keyId, table.authority] })],
);

export const nextCommittee = schema.table('next_committee', {
  /** The stream's epoch; the committee is that of the one after. */
  epoch: integer('epoch').primaryKey(),
  round: integer('round').notNull(),
  committee: jsonb('committee').$type<CommitteeSnapshot>().notNull(),
});

export const joinerBuffer = schema.table(
  'joiner_buffer',
  {
    epoch: integer('epoch').notNull(),
    joiner: authority('joiner').notNull(),
    /** Digest of the whole signed announcement: several candidates per joiner may wait. */
    digest: digest('digest').notNull(),
    relayer: authority('relayer').notNull(),
    /** Consensus time of the commit that carried it. */
    arrivedMs: integer('arrived_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.joiner, table.digest] })],
);
