import { type Committee, reachesQuorum } from '../committee.ts';
import type { AuthorityName, SequenceNumber, Stake } from '../identifiers.ts';
import type { UserSessionOutput, UserSessionOutputs } from '../messages/index.ts';
import { hasNumber, type NumberSet, withNumber } from './number-set.ts';

/**
 * Votes of one member that may wait for a quorum. The chain's target keeps honest members far below it; a member that
 * votes for sessions nobody else knows uses up its own share only.
 */
export const OPEN_SESSION_VOTES_PER_MEMBER = 2_048;

/** A session without a quorum yet. */
interface OpenSession {
  voters: readonly AuthorityName[];
  outcomes: readonly { output: UserSessionOutput; stake: Stake }[];
}

/** The votes on user sessions of an epoch. Of agreed ones only the number is kept, against being agreed upon twice. */
export interface UserSessionVotes {
  open: ReadonlyMap<SequenceNumber, OpenSession>;
  /** How many open sessions each member has voted on. */
  openVotes: ReadonlyMap<AuthorityName, number>;
  agreed: NumberSet;
}

export function noUserSessionVotes(): UserSessionVotes {
  return { open: new Map(), openVotes: new Map(), agreed: [] };
}

export interface UserSessionVoteResult {
  votes: UserSessionVotes;
  /** Sessions that a vote of this batch brought to a quorum, in its order. */
  agreed: UserSessionOutput[];
}

/**
 * Counts a member's first vote on each session by stake; the first outcome with a quorum stands. What an outcome is:
 * session id, digest and whether it was rejected. `docs/spec/handoff.md#user-sessions`
 */
export function recordUserSessionOutputs(
  before: UserSessionVotes,
  { authority, outputs }: Pick<UserSessionOutputs, 'authority' | 'outputs'>,
  committee: Committee,
): UserSessionVoteResult {
  const stake = committee.stakeOf(authority);
  const news = outputs.filter((output) => isNew(before, authority, output.sequenceNumber));
  if (stake === 0 || news.length === 0) return { votes: before, agreed: [] };
  const open = new Map(before.open);
  const openVotes = new Map(before.openVotes);
  let done = before.agreed;
  const agreed: UserSessionOutput[] = [];
  for (const output of news) {
    const { sequenceNumber } = output;
    const session = open.get(sequenceNumber) ?? { voters: [], outcomes: [] };
    // A batch may name a session twice; its first word counts.
    if (session.voters.includes(authority) || hasNumber(done, sequenceNumber)) continue;
    const votes = openVotes.get(authority) ?? 0;
    const { next, reached } = withVote(session, authority, output, stake);
    if (reachesQuorum(committee, reached)) {
      agreed.push(output);
      done = withNumber(done, sequenceNumber);
      open.delete(sequenceNumber);
      for (const voter of session.voters) openVotes.set(voter, (openVotes.get(voter) ?? 1) - 1);
    } else if (votes < OPEN_SESSION_VOTES_PER_MEMBER) {
      open.set(sequenceNumber, next);
      openVotes.set(authority, votes + 1);
    }
  }
  return { votes: { open, openVotes, agreed: done }, agreed };
}

function isNew({ open, agreed }: UserSessionVotes, authority: AuthorityName, number: SequenceNumber): boolean {
  return !hasNumber(agreed, number) && !open.get(number)?.voters.includes(authority);
}

function withVote(
  session: OpenSession,
  authority: AuthorityName,
  output: UserSessionOutput,
  stake: Stake,
): { next: OpenSession; reached: Stake } {
  const same = session.outcomes.find((outcome) => isSame(outcome.output, output));
  const reached = (same?.stake ?? 0) + stake;
  const others = session.outcomes.filter((outcome) => outcome !== same);
  return {
    next: { voters: [...session.voters, authority], outcomes: [...others, { output, stake: reached }] },
    reached,
  };
}

function isSame(a: UserSessionOutput, b: UserSessionOutput): boolean {
  return a.sessionId === b.sessionId && a.digest === b.digest && a.rejected === b.rejected;
}
