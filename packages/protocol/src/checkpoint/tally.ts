import type { Committee } from '../committee.ts';
import { reachesQuorum } from '../committee.ts';
import type { AuthorityName, Digest, Round, SequenceNumber, Stake } from '../identifiers.ts';
import { SequenceMap } from './sequence-map.ts';

/** The members that signed one contents of a checkpoint number. */
export interface ContentsTally {
  contentsDigest: Digest;
  signers: readonly AuthorityName[];
  stake: Stake;
  /** Round in which the stake reached the quorum. */
  certifiedRound: Round | null;
}

/** Signatures of one kind by checkpoint number. A pure function of the sequence; no signature is verified for it. */
export type CheckpointTallies = SequenceMap<readonly ContentsTally[]>;

export function noCheckpointTallies(): CheckpointTallies {
  return new SequenceMap();
}

export interface RecordCheckpointSignature {
  tallies: CheckpointTallies;
  sequenceNumber: SequenceNumber;
  contentsDigest: Digest;
  authority: AuthorityName;
  committee: Committee;
  round: Round;
}

export type CheckpointSignatureResult =
  | { outcome: 'ignored'; reason: 'no_stake' | 'repeated' }
  | { outcome: 'recorded'; tallies: CheckpointTallies; tally: ContentsTally };

/**
 * Counts a member's first signature of a checkpoint number, for the contents it names, by stake. Who signed is known from
 * the envelope; the BLS signature is judged where it is added up. `docs/spec/handoff.md#checkpoint-signatures`
 */
export function recordCheckpointSignature(input: RecordCheckpointSignature): CheckpointSignatureResult {
  const { tallies, sequenceNumber, contentsDigest, authority, committee, round } = input;
  const stake = committee.stakeOf(authority);
  if (stake === 0) return { outcome: 'ignored', reason: 'no_stake' };
  const known = tallies.get(sequenceNumber) ?? [];
  if (known.some(({ signers }) => signers.includes(authority))) return { outcome: 'ignored', reason: 'repeated' };
  const before = known.find((entry) => entry.contentsDigest === contentsDigest);
  const total = (before?.stake ?? 0) + stake;
  const tally: ContentsTally = {
    contentsDigest,
    signers: [...(before?.signers ?? []), authority],
    stake: total,
    certifiedRound: before?.certifiedRound ?? (reachesQuorum(committee, total) ? round : null),
  };
  const others = known.filter((entry) => entry !== before);
  return { outcome: 'recorded', tallies: tallies.with(sequenceNumber, [...others, tally]), tally };
}
