import type { Committee } from '../committee.ts';
import type { AuthorityName, Digest, ObjectId, Round, Stake } from '../identifiers.ts';
import type { NetworkKeyOutputKind, SessionOutputVote } from '../messages/index.ts';

export interface AgreedOutput {
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
  digest: Digest;
  round: Round;
  stake: Stake;
}

/** Votes of one session's output; the session is (key, output) of the vote's epoch. */
interface OutputSession {
  votes: ReadonlyMap<AuthorityName, Digest>;
  agreed: AgreedOutput | null;
}

export type SessionOutputs = ReadonlyMap<string, OutputSession>;

export interface OutputVoteResult {
  outputs: SessionOutputs;
  counted: boolean;
  /** Set by the vote that made the quorum. */
  agreed: AgreedOutput | null;
}

/** First vote per (key, output, authority) counts; the first digest with a quorum of stake stands. `docs/spec/handoff.md#output-votes` */
export function recordSessionOutputVote(
  before: SessionOutputs,
  vote: SessionOutputVote,
  committee: Committee,
  round: Round,
): OutputVoteResult {
  const key = outputKey(vote.keyId, vote.output);
  const session = before.get(key) ?? { votes: new Map(), agreed: null };
  if (session.votes.has(vote.authority)) return { outputs: before, counted: false, agreed: null };
  const votes = new Map(session.votes).set(vote.authority, vote.digest);
  let stake = 0;
  for (const [authority, digest] of votes) if (digest === vote.digest) stake += committee.stakeOf(authority);
  const { keyId, output, digest } = vote;
  const agreed =
    session.agreed === null && stake >= committee.quorumThreshold ? { keyId, output, digest, round, stake } : null;
  const outputs = new Map(before).set(key, { votes, agreed: session.agreed ?? agreed });
  return { outputs, counted: true, agreed };
}

/** The digest a quorum agreed on for this session; null while there is none. */
export function agreedOutput(
  outputs: SessionOutputs,
  keyId: ObjectId,
  output: NetworkKeyOutputKind,
): AgreedOutput | null {
  return outputs.get(outputKey(keyId, output))?.agreed ?? null;
}

function outputKey(keyId: ObjectId, output: NetworkKeyOutputKind): string {
  return `${keyId}/${output}`;
}
