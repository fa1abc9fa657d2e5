import type { AuthorityName, CommitteeSnapshot, Epoch, ObjectId, SequenceNumber, TimestampMs } from '@baton/protocol';

/** States of a network encryption key on the chain, in the order of Ika's enum. */
export const NETWORK_KEY_STATES = [
  'awaiting_network_dkg',
  'network_dkg_completed',
  'awaiting_network_reconfiguration',
  'network_reconfiguration_completed',
] as const;
export type NetworkKeyState = (typeof NETWORK_KEY_STATES)[number];

export interface NetworkKeyView {
  keyId: ObjectId;
  dkgAtEpoch: Epoch;
  state: NetworkKeyState;
}

/** Where a validator is reached; `peerUrl` comes from the multiaddr in its record (`docs/spec/chain.md#addresses`). */
export interface ValidatorAddress {
  name: AuthorityName;
  validatorId: ObjectId;
  validatorName: string;
  /** Null when its address names no HTTP face. */
  peerUrl: string | null;
}

/** Counters of user-initiated sessions; `target` is the last sequence number this epoch has to complete. */
export interface UserSessions {
  started: number;
  completed: number;
  target: number;
  nextSequenceNumber: number;
  maxActiveBuffer: number;
}

/** A user session that is not completed. */
export interface OpenUserSession {
  sequenceNumber: SequenceNumber;
  /** Id of the session's object. */
  sessionId: ObjectId;
}

export interface SystemSessions {
  started: number;
  completed: number;
}

/**
 * One consistent reading of Ika's state: both inner objects come from one batch and agree on the epoch and on the
 * active committee. Every member has stake 1, because the chain counts one vote per member.
 */
export interface ChainView {
  epoch: Epoch;
  committee: CommitteeSnapshot;
  addresses: readonly ValidatorAddress[];
  protocolVersion: number;
  nextProtocolVersion: number | null;
  epochStartMs: TimestampMs;
  epochDurationMs: number;
  /** The chain's clock when it was read. It moves without the view counting as changed. */
  clockMs: TimestampMs;
  nextCommittee: CommitteeSnapshot | null;
  nextAddresses: readonly ValidatorAddress[];
  previousCommittee: CommitteeSnapshot | null;
  locked: boolean;
  userSessions: UserSessions;
  /** Those up to the target, ascending by number; empty unless the reader was asked for them. */
  openUserSessions: readonly OpenUserSession[];
  systemSessions: SystemSessions;
  networkKeys: readonly NetworkKeyView[];
  /** Number of network keys reconfigured in this epoch. */
  reconfiguredKeys: number;
  pricingVotesOpen: boolean;
  receivedEndOfPublish: { system: boolean; coordinator: boolean };
  /** Sequence numbers of the last checkpoint each contract has processed. */
  lastCheckpoint: { system: number; coordinator: number };
  /** Versions of the two inner objects this view was read at; they never go back. */
  objectVersions: { system: number; coordinator: number };
}
