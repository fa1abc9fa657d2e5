import type { CheckpointItem, CheckpointKind } from '../checkpoint/index.ts';
import type { RowChange } from '../epoch/index.ts';
import type {
  AuthorityName,
  BlsSignature,
  Digest,
  Epoch,
  ObjectId,
  Round,
  SequenceNumber,
  Signature,
  Stake,
} from '../identifiers.ts';
import type { NetworkKeyOutputKind, SupportedProtocolVersion } from '../messages/index.ts';
import type { EpochCloseReason } from './close.ts';

/** Rows of the `handoff` schema. Every key's columns come first. */
export interface VoteRow {
  epoch: Epoch;
  authority: AuthorityName;
  round: Round;
  attestationDigest: Digest | null;
  signatureAccepted: boolean;
}
export interface AttestationRow {
  epoch: Epoch;
  attestationDigest: Digest;
  items: number;
  nextCommitteeHash: Digest;
  /** BCS as hex. */
  encoded: string;
  stake: Stake;
  signers: number;
}
export interface HandoffSignatureRow {
  epoch: Epoch;
  attestationDigest: Digest;
  signer: AuthorityName;
  signature: Signature;
  round: Round;
}
export interface CloseStatusRow {
  epoch: Epoch;
  voters: number;
  voteStake: Stake;
  quorumRound: Round | null;
  pinnedVoters: number | null;
  closeRound: Round | null;
  reason: EpochCloseReason | null;
}
export interface OutputVoteRow {
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
  authority: AuthorityName;
  digest: Digest;
  round: Round;
}
export interface NetworkKeyOutputRow {
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
  digest: Digest;
  round: Round;
  stake: Stake;
}
/** Perpetual: written only where it enriches, kept through a rebuild. */
export interface CertificateRow {
  epoch: Epoch;
  attestationDigest: Digest;
  /** BCS as hex. */
  encoded: string;
  signers: number;
  stake: Stake;
  quorum: Stake;
}
export interface EpochEndRow {
  epoch: Epoch;
  endedRound: Round;
}

/** A checkpoint for the chain: what it holds, in log order. */
export interface CheckpointRow {
  epoch: Epoch;
  kind: CheckpointKind;
  sequenceNumber: SequenceNumber;
  items: CheckpointItem[];
  round: Round;
}
export interface CheckpointTallyRow {
  epoch: Epoch;
  kind: CheckpointKind;
  sequenceNumber: SequenceNumber;
  contentsDigest: Digest;
  stake: Stake;
  signers: number;
  certifiedRound: Round | null;
}
export interface CheckpointSignatureRow {
  epoch: Epoch;
  kind: CheckpointKind;
  sequenceNumber: SequenceNumber;
  authority: AuthorityName;
  contentsDigest: Digest;
  signature: BlsSignature;
  round: Round;
}
export interface UserSessionOutputRow {
  epoch: Epoch;
  /** The chain's number of the session. */
  sequenceNumber: SequenceNumber;
  sessionId: ObjectId;
  digest: Digest;
  rejected: boolean;
  round: Round;
}
export interface CapabilityRow {
  epoch: Epoch;
  authority: AuthorityName;
  generation: number;
  supportedVersions: SupportedProtocolVersion[];
  round: Round;
}
/** Decided at the close. */
export interface ProtocolUpgradeRow {
  epoch: Epoch;
  /** Of the next epoch; null where it stays as it is. */
  version: number | null;
  configurationDigest: Digest | null;
  stake: Stake;
  threshold: Stake;
  round: Round;
}

export type HandoffRowChange =
  | RowChange<'vote', VoteRow>
  | RowChange<'attestation', AttestationRow>
  | RowChange<'handoffSignature', HandoffSignatureRow>
  | RowChange<'closeStatus', CloseStatusRow>
  | RowChange<'outputVote', OutputVoteRow>
  | RowChange<'networkKeyOutput', NetworkKeyOutputRow>
  | RowChange<'certificate', CertificateRow>
  | RowChange<'epochEnd', EpochEndRow>
  | RowChange<'checkpoint', CheckpointRow>
  | RowChange<'checkpointTally', CheckpointTallyRow>
  | RowChange<'checkpointSignature', CheckpointSignatureRow>
  | RowChange<'userSessionOutput', UserSessionOutputRow>
  | RowChange<'capability', CapabilityRow>
  | RowChange<'protocolUpgrade', ProtocolUpgradeRow>;
