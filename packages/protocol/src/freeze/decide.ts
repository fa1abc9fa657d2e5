import type { Committee } from '../committee.ts';
import type { AuthorityName, Round } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';
import { carryForwardStableMpcData, type FrozenPeer } from './carry-forward.ts';
import { computeFreezePartition } from './partition.ts';

export interface DecideFreeze {
  signals: readonly { authority: AuthorityName; validatedPeers: readonly ValidatedPeer[] }[];
  committee: Committee;
  priorDigests: readonly ValidatedPeer[];
  /** The round at which the signers' stake first reached a quorum; null before. */
  quorumRound: Round | null;
  /** Round of the commit at whose boundary this is decided. */
  round: Round;
  graceRounds: number;
  alreadyFrozen: boolean;
}

export type FreezeDecision =
  | { decision: 'already_frozen' }
  | { decision: 'no_quorum' }
  /** Neither does everybody cover everything, nor is the grace over. */
  | { decision: 'in_grace'; quorumRound: Round }
  /** The grace is over and no digest has a quorum: nothing latches, and the next commit tries again. */
  | { decision: 'nothing_to_freeze'; quorumRound: Round; excluded: AuthorityName[] }
  | {
      decision: 'freeze';
      quorumRound: Round;
      trigger: 'full_coverage' | 'grace';
      frozen: FrozenPeer[];
      excluded: AuthorityName[];
    };

/**
 * Whether this commit freezes the epoch's data, and to what. Taken at a commit's boundary, after all its messages.
 * Full coverage is judged before carry-forward. `docs/spec/freeze.md#freeze`
 */
export function decideFreeze(input: DecideFreeze): FreezeDecision {
  if (input.alreadyFrozen) return { decision: 'already_frozen' };
  const { committee, signals } = input;
  let stake = 0;
  for (const { authority } of signals) stake += committee.stakeOf(authority);
  if (stake < committee.quorumThreshold) return { decision: 'no_quorum' };

  const quorumRound = input.quorumRound ?? input.round;
  const partition = computeFreezePartition({ signals, committee });
  const full = signals.length >= committee.members.length && partition.excluded.length === 0;
  const graceOver = Math.max(0, input.round - quorumRound) >= input.graceRounds;
  if (!full && !graceOver) return { decision: 'in_grace', quorumRound };

  const sets = carryForwardStableMpcData({ partition, committee, priorDigests: input.priorDigests });
  if (sets.frozen.length === 0) return { decision: 'nothing_to_freeze', quorumRound, excluded: sets.excluded };
  return { decision: 'freeze', quorumRound, trigger: full ? 'full_coverage' : 'grace', ...sets };
}
