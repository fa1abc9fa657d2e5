import { struct, vector } from './bcs/composites.ts';
import { authorityNameCodec, consensusKeyCodec } from './bcs/identifiers.ts';
import { type Codec, encode } from './bcs/index.ts';
import { u64 } from './bcs/primitives.ts';
import { ProtocolError } from './errors.ts';
import { type AuthorityName, type ConsensusKey, type Epoch, SEQUENCER, type Stake } from './identifiers.ts';

export interface CommitteeMember {
  name: AuthorityName;
  stake: Stake;
  consensusKey: ConsensusKey;
}

/** A committee as recorded; members stand in chain order, thresholds are data and never recomputed. */
export interface CommitteeSnapshot {
  epoch: Epoch;
  members: CommitteeMember[];
  quorumThreshold: Stake;
  validityThreshold: Stake;
}

const committeeMemberCodec: Codec<CommitteeMember> = struct('CommitteeMember', {
  name: authorityNameCodec,
  stake: u64,
  consensusKey: consensusKeyCodec,
});

export const committeeSnapshotCodec: Codec<CommitteeSnapshot> = struct('CommitteeSnapshot', {
  epoch: u64,
  members: vector(committeeMemberCodec),
  quorumThreshold: u64,
  validityThreshold: u64,
});

export interface Committee extends CommitteeSnapshot {
  readonly totalStake: Stake;
  /** 0 for an unknown name. */
  stakeOf(name: AuthorityName): Stake;
  keyOf(name: AuthorityName): ConsensusKey | undefined;
  has(name: AuthorityName): boolean;
}

function refuse(
  code: 'COMMITTEE_INVALID' | 'COMMITTEE_UNSAFE',
  message: string,
  details: Record<string, unknown>,
): never {
  throw new ProtocolError(code, message, details);
}

/**
 * Checks a snapshot and makes it answer questions. Refuses an empty committee, repeated names, the sequencer's
 * name, stakes or thresholds that are no safe integers (`COMMITTEE_INVALID`), and a quorum of at most half the
 * stake or above it all (`COMMITTEE_UNSAFE`). Rule: docs/spec/wire.md#committee.
 */
export function createCommittee(snapshot: CommitteeSnapshot): Committee {
  const { epoch, members, quorumThreshold, validityThreshold } = snapshot;
  const byName = new Map<AuthorityName, CommitteeMember>();
  let totalStake = 0;
  for (const member of members) {
    if (member.name === SEQUENCER) refuse('COMMITTEE_INVALID', "a member bears the sequencer's name", { epoch });
    if (byName.has(member.name)) refuse('COMMITTEE_INVALID', 'a member is named twice', { epoch, name: member.name });
    if (!Number.isSafeInteger(member.stake) || member.stake < 0) {
      refuse('COMMITTEE_INVALID', 'a stake is not a safe integer', { epoch, name: member.name, stake: member.stake });
    }
    byName.set(member.name, member);
    totalStake += member.stake;
  }
  if (totalStake === 0 || !Number.isSafeInteger(totalStake)) {
    refuse('COMMITTEE_INVALID', 'a committee needs some stake, and a safe total', { epoch, totalStake });
  }
  if (!Number.isSafeInteger(quorumThreshold) || !Number.isSafeInteger(validityThreshold) || validityThreshold < 1) {
    refuse('COMMITTEE_INVALID', 'thresholds must be safe integers', { epoch, quorumThreshold, validityThreshold });
  }
  if (quorumThreshold * 2 <= totalStake || quorumThreshold > totalStake) {
    refuse('COMMITTEE_UNSAFE', 'the quorum must be more than half of the stake and within it', {
      epoch,
      quorumThreshold,
      totalStake,
    });
  }
  return {
    epoch,
    members,
    quorumThreshold,
    validityThreshold,
    totalStake,
    stakeOf: (name) => byName.get(name)?.stake ?? 0,
    keyOf: (name) => byName.get(name)?.consensusKey,
    has: (name) => byName.has(name),
  };
}

/** The plain data of a committee: what goes on the wire and into JSON. */
export function committeeSnapshot(committee: CommitteeSnapshot): CommitteeSnapshot {
  const { epoch, members, quorumThreshold, validityThreshold } = committee;
  return { epoch, members, quorumThreshold, validityThreshold };
}

/** Sum of the stakes of distinct names; unknown names weigh nothing. */
export function stakeOfAll(committee: Committee, names: Iterable<AuthorityName>): Stake {
  let stake = 0;
  for (const name of new Set(names)) stake += committee.stakeOf(name);
  return stake;
}

export function reachesQuorum(committee: CommitteeSnapshot, stake: Stake): boolean {
  return stake >= committee.quorumThreshold;
}

/** The thresholds that the chain's contracts set for `memberCount` members of stake 1. For chains and tests only. */
export function chainThresholds(memberCount: number): { quorumThreshold: Stake; validityThreshold: Stake } {
  const third = Math.floor(memberCount / 3);
  return { quorumThreshold: 2 * third + 1, validityThreshold: third + 1 };
}

const BASIS_POINTS = 10_000n;

/** Stake that must vote for a protocol upgrade: the quorum and `bufferBps` of what lies beyond it, rounded up. */
export function upgradeVoteThreshold(committee: Committee, bufferBps: number): Stake {
  const beyond = BigInt(committee.totalStake - committee.quorumThreshold) * BigInt(bufferBps);
  return committee.quorumThreshold + Number((beyond + BASIS_POINTS - 1n) / BASIS_POINTS);
}

/** A list of names as the next committee's hash takes it, in the order given. */
export function encodeNames(names: readonly AuthorityName[]): Uint8Array<ArrayBuffer> {
  return encode(vector(authorityNameCodec), [...names]);
}
