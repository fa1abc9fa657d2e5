import type { Committee } from '../committee.ts';
import type { AuthorityName, Digest, Round, Stake } from '../identifiers.ts';

export interface EndOfPublishVote {
  authority: AuthorityName;
  round: Round;
  /** Null for a vote of the first version, which carries no attestation. */
  attestationDigest: Digest | null;
  signatureAccepted: boolean;
}

export interface EndOfPublishVotes {
  votes: ReadonlyMap<AuthorityName, EndOfPublishVote>;
  stake: Stake;
  quorumRound: Round | null;
  /** Voters up to and with the one that made the quorum. */
  pinnedVoters: number | null;
}

export function noVotes(): EndOfPublishVotes {
  return { votes: new Map(), stake: 0, quorumRound: null, pinnedVoters: null };
}

/**
 * Counts an authority's first vote, whatever became of its signature. The vote that reaches the quorum pins the number
 * of voters: later ones are kept and change nothing of the close. `docs/spec/handoff.md#votes`
 */
export function recordEndOfPublishVote(
  before: EndOfPublishVotes,
  vote: EndOfPublishVote,
  committee: Committee,
): EndOfPublishVotes {
  if (before.votes.has(vote.authority)) return before;
  const votes = new Map(before.votes).set(vote.authority, vote);
  const stake = before.stake + committee.stakeOf(vote.authority);
  const crossing = before.quorumRound === null && stake >= committee.quorumThreshold;
  return {
    votes,
    stake,
    quorumRound: crossing ? vote.round : before.quorumRound,
    pinnedVoters: crossing ? votes.size : before.pinnedVoters,
  };
}
