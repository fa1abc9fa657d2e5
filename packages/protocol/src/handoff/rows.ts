import type { RowChange } from '../epoch/index.ts';
import type { AuthorityName, Digest, Epoch, ObjectId, Round, Signature, Stake } from '../identifiers.ts';
import type { NetworkKeyOutputKind } from '../messages/index.ts';
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

export type HandoffRowChange =
  | RowChange<'vote', VoteRow>
  | RowChange<'attestation', AttestationRow>
  | RowChange<'handoffSignature', HandoffSignatureRow>
  | RowChange<'closeStatus', CloseStatusRow>
  | RowChange<'outputVote', OutputVoteRow>
  | RowChange<'networkKeyOutput', NetworkKeyOutputRow>
  | RowChange<'certificate', CertificateRow>
  | RowChange<'epochEnd', EpochEndRow>;
