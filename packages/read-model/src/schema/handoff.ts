import type {
  BlsSignature,
  CheckpointItem,
  CheckpointKind,
  ObjectId,
  Signature,
  SupportedProtocolVersion,
} from '@baton/protocol';
import { boolean, jsonb, pgSchema, primaryKey, text } from '../orm.ts';
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

/** What a checkpoint for the chain holds, decided in log order; its bytes are built from local blobs. */
export const checkpoint = schema.table(
  'checkpoint',
  {
    epoch: integer('epoch').notNull(),
    kind: text('kind').$type<CheckpointKind>().notNull(),
    sequenceNumber: integer('sequence_number').notNull(),
    items: jsonb('items').$type<CheckpointItem[]>().notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.kind, table.sequenceNumber] })],
);

/** Stake behind contents of a checkpoint, by sequenced signatures; whether those verify is seen when they are added up. */
export const checkpointTally = schema.table(
  'checkpoint_tally',
  {
    epoch: integer('epoch').notNull(),
    kind: text('kind').$type<CheckpointKind>().notNull(),
    sequenceNumber: integer('sequence_number').notNull(),
    contentsDigest: digest('contents_digest').notNull(),
    stake: integer('stake').notNull(),
    signers: integer('signers').notNull(),
    /** Round in which the stake reached the quorum; of one number, for one contents at most. */
    certifiedRound: integer('certified_round'),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.kind, table.sequenceNumber, table.contentsDigest] })],
);

export const checkpointSignature = schema.table(
  'checkpoint_signature',
  {
    epoch: integer('epoch').notNull(),
    kind: text('kind').$type<CheckpointKind>().notNull(),
    sequenceNumber: integer('sequence_number').notNull(),
    authority: authority('authority').notNull(),
    contentsDigest: digest('contents_digest').notNull(),
    signature: text('signature').$type<BlsSignature>().notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.kind, table.sequenceNumber, table.authority] })],
);

/** The result of a user session that a quorum of stake voted for. */
export const userSessionOutput = schema.table(
  'user_session_output',
  {
    epoch: integer('epoch').notNull(),
    /** The chain's number of the session. */
    sequenceNumber: integer('sequence_number').notNull(),
    sessionId: text('session_id').$type<ObjectId>().notNull(),
    digest: digest('digest').notNull(),
    rejected: boolean('rejected').notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.sequenceNumber] })],
);

/** The newest capability notification of each authority. */
export const capability = schema.table(
  'capability',
  {
    epoch: integer('epoch').notNull(),
    authority: authority('authority').notNull(),
    generation: integer('generation').notNull(),
    supportedVersions: jsonb('supported_versions').$type<SupportedProtocolVersion[]>().notNull(),
    round: integer('round').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.authority] })],
);

/** What the close decided of the next epoch's protocol version; `version` is null where it stays. */
export const protocolUpgrade = schema.table('protocol_upgrade', {
  epoch: integer('epoch').primaryKey(),
  version: integer('version'),
  configurationDigest: digest('configuration_digest'),
  stake: integer('stake').notNull(),
  threshold: integer('threshold').notNull(),
  round: integer('round').notNull(),
});
