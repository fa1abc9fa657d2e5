import type { CommitteeSnapshot } from '../committee.ts';
import type { RowChange } from '../epoch/index.ts';
import type {
  AuthorityName,
  Digest,
  Epoch,
  ObjectId,
  Round,
  SequenceNumber,
  Stake,
  TimestampMs,
} from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';

/** Rows of the `freeze` schema. Every key's columns come first. */
export interface AnnouncementRow {
  epoch: Epoch;
  validator: AuthorityName;
  timestampMs: TimestampMs;
  blobHash: Digest;
  relayed: boolean;
  /** The epoch in whose stream it was sequenced. */
  streamEpoch: Epoch;
  round: Round;
  sequence: SequenceNumber;
}
export interface ReadySignalRow {
  epoch: Epoch;
  authority: AuthorityName;
  sequenceNumber: SequenceNumber;
  peerCount: number;
  validatedPeers: ValidatedPeer[];
  outsiders: number;
  round: Round;
}
export interface FrozenRow {
  epoch: Epoch;
  name: AuthorityName;
  digest: Digest;
  source: 'quorum' | 'carried';
  stake: Stake;
}
export interface ExcludedRow {
  epoch: Epoch;
  name: AuthorityName;
}
export interface FreezeStatusRow {
  epoch: Epoch;
  readySigners: number;
  readyStake: Stake;
  quorumRound: Round | null;
  freezeRound: Round | null;
  announcements: number;
  graceRounds: number;
  firstCommitMs: TimestampMs | null;
}
export interface NetworkKeyReadyRow {
  epoch: Epoch;
  keyId: ObjectId;
  authority: AuthorityName;
  round: Round;
}
export interface NextCommitteeRow {
  epoch: Epoch;
  round: Round;
  committee: CommitteeSnapshot;
}
export interface JoinerBufferRow {
  epoch: Epoch;
  joiner: AuthorityName;
  digest: Digest;
  relayer: AuthorityName;
  arrivedMs: TimestampMs;
}

export type FreezeRowChange =
  | RowChange<'announcement', AnnouncementRow>
  | RowChange<'readySignal', ReadySignalRow>
  | RowChange<'frozen', FrozenRow>
  | RowChange<'excluded', ExcludedRow>
  | RowChange<'freezeStatus', FreezeStatusRow>
  | RowChange<'networkKeyReady', NetworkKeyReadyRow>
  | RowChange<'nextCommittee', NextCommitteeRow>
  | RowChange<'joinerBuffer', JoinerBufferRow | Pick<JoinerBufferRow, 'epoch' | 'joiner' | 'digest'>>;
