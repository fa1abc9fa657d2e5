import type { ObjectId, Signature } from '@baton/protocol';
import { boolean, pgSchema, primaryKey, text } from '../orm.ts';
import { projectionCheckpointIn } from './checkpoint.ts';
import { authority, digest, integer } from './columns.ts';

/** Owner: aggregator. Derived from the log by handoffFold (docs/spec/handoff.md), but for `certificate`. */
export const schema = pgSchema('handoff');

export const projectionCheckpoint = projectionCheckpointIn(schema);

export const vote = schema.table(
  'vote',
  {
    epoch: integer('epoch').notNull(),
    authority: authority('authority').notNull(),
    round: integer('round').notNull(),
    /** Null for a vote that carries no attestation (protocol version 3). */
    attestationDigest: digest('attestation_digest'),
    signatureAccepted: boolean('signature_accepted').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.authority] })],
);

export const attestation = schema.table(
  'attestation',
  {
    epoch: integer('epoch').notNull(),
    attestationDigest: digest('attestation_digest').notNull(),
    items: integer('items').notNull(),
    nextCommitteeHash: digest('next_committee_hash').notNull(),
    /** BCS(HandoffAttestation) as hex. */
    encoded: text('encoded').notNull(),
    stake: integer('stake').notNull(),
    signers: integer('signers').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.attestationDigest] })],
);

export const handoffSignature = schema.table(
  'handoff_signature',
  {
    epoch: integer('epoch').notNull(),
    attestationDigest: digest('attestation_digest').notNull(),
    signer: authority('signer').notNull(),
    signature: text('signature').$type<Signature>().notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.attestationDigest, table.signer] })],
);

export const closeStatus = schema.table('close_status', {
  epoch: integer('epoch').primaryKey(),
  voters: integer('voters').notNull(),
  voteStake: integer('vote_stake').notNull(),
  quorumRound: integer('quorum_round'),
  pinnedVoters: integer('pinned_voters'),
  closeRound: integer('close_round'),
  reason: text('reason').$type<'certificate' | 'backstop' | 'vote_quorum'>(),
});

export type NetworkKeyOutputKind = 'dkg' | 'reconfiguration';

export const outputVote = schema.table(
  'output_vote',
  {
    epoch: integer('epoch').notNull(),
    keyId: text('key_id').$type<ObjectId>().notNull(),
    output: text('output').$type<NetworkKeyOutputKind>().notNull(),
    authority: authority('authority').notNull(),
    digest: digest('digest').notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.keyId, table.output, table.authority] })],
);

/** The output a quorum of stake voted for, per session epoch. */
export const networkKeyOutput = schema.table(
  'network_key_output',
  {
    epoch: integer('epoch').notNull(),
    keyId: text('key_id').$type<ObjectId>().notNull(),
    output: text('output').$type<NetworkKeyOutputKind>().notNull(),
    digest: digest('digest').notNull(),
    round: integer('round').notNull(),
    stake: integer('stake').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.keyId, table.output] })],
);

/** Perpetual: kept for ever, survives a rebuild, replaced only by one with more signers for the same attestation. */
export const certificate = schema.table('certificate', {
  epoch: integer('epoch').primaryKey(),
  attestationDigest: digest('attestation_digest').notNull(),
  /** BCS(CertifiedHandoffAttestation) as hex. */
  encoded: text('encoded').notNull(),
  signers: integer('signers').notNull(),
  stake: integer('stake').notNull(),
  quorum: integer('quorum').notNull(),
});

export const epochEnd = schema.table('epoch_end', {
  epoch: integer('epoch').primaryKey(),
  endedRound: integer('ended_round').notNull(),
});
