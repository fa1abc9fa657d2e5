import type { Round, Stake } from '../identifiers.ts';

export interface DecideDeferredEpochClose {
  /** Round of the commit in which the votes reached a quorum; null before. */
  quorumRound: Round | null;
  /** Distinct voters at the vote that made the quorum; pinned in that commit, never recounted. */
  pinnedVoters: number;
  members: number;
  /** Round of the commit at whose boundary this is decided. */
  round: Round;
  graceRounds: number;
  /** The close stops waiting for a certificate at this many times the grace. */
  backstopFactor: number;
  /** Stake of accepted signatures on one attestation. */
  certifiedStake: Stake;
  quorumThreshold: Stake;
}

export type EpochCloseReason = 'certificate' | 'backstop' | 'vote_quorum';

export type EpochCloseDecision =
  | { decision: 'wait'; waitingFor: 'vote_quorum' | 'grace' | 'certificate' }
  | { decision: 'close'; reason: Exclude<EpochCloseReason, 'vote_quorum'> };

/** Whether this commit closes the epoch. Every bound is inclusive. `docs/spec/handoff.md#close` */
export function decideDeferredEpochClose(input: DecideDeferredEpochClose): EpochCloseDecision {
  if (input.quorumRound === null) return { decision: 'wait', waitingFor: 'vote_quorum' };
  const delta = Math.max(0, input.round - input.quorumRound);
  const ready = input.pinnedVoters >= input.members || delta >= input.graceRounds;
  if (!ready) return { decision: 'wait', waitingFor: 'grace' };
  if (input.certifiedStake >= input.quorumThreshold) return { decision: 'close', reason: 'certificate' };
  if (delta >= input.backstopFactor * input.graceRounds) return { decision: 'close', reason: 'backstop' };
  return { decision: 'wait', waitingFor: 'certificate' };
}
