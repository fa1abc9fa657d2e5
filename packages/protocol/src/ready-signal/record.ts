import type { Committee } from '../committee.ts';
import type { AuthorityName, Epoch, Round, SequenceNumber, Stake } from '../identifiers.ts';
import type { EpochMpcDataReadySignal, ValidatedPeer } from '../messages/index.ts';
import { canonicalizeReadySignalPeers } from './canonicalize.ts';

export interface RecordedReadySignal {
  authority: AuthorityName;
  sequenceNumber: SequenceNumber;
  validatedPeers: readonly ValidatedPeer[];
  /** Names listed that hold no stake in the current committee. */
  outsiders: number;
  duplicatesCollapsed: number;
  round: Round;
}

export type ReadySignals = ReadonlyMap<AuthorityName, RecordedReadySignal>;

export type ReadySignalDecision =
  | { outcome: 'recorded'; row: RecordedReadySignal }
  | { outcome: 'dropped'; reason: 'wrong_epoch' | 'over_cap' | 'below_quorum_coverage' }
  | { outcome: 'ignored'; reason: 'not_a_superset' };

export interface RecordReadySignal {
  /** The signer's row, if there is one. */
  stored: RecordedReadySignal | null;
  signal: EpochMpcDataReadySignal;
  epoch: Epoch;
  committee: Committee;
  round: Round;
}

/**
 * A signer's later signal replaces its whole row only if it names strictly more peers; digests play no part in that
 * test and sequence numbers none at all. `docs/spec/freeze.md#ready-signals`
 */
export function recordReadySignal(input: RecordReadySignal): ReadySignalDecision {
  const { signal, committee, stored } = input;
  if (signal.epoch !== input.epoch) return { outcome: 'dropped', reason: 'wrong_epoch' };
  const canonical = canonicalizeReadySignalPeers({ validatedPeers: signal.validatedPeers, committee });
  if (canonical.outcome !== 'accept') return { outcome: 'dropped', reason: canonical.outcome };
  if (stored !== null && !isStrictSuperset(canonical.validatedPeers, stored.validatedPeers)) {
    return { outcome: 'ignored', reason: 'not_a_superset' };
  }
  const row: RecordedReadySignal = {
    authority: signal.authority,
    sequenceNumber: signal.sequenceNumber,
    validatedPeers: canonical.validatedPeers,
    outsiders: canonical.nonCommitteeKept.length,
    duplicatesCollapsed: canonical.duplicatesCollapsed,
    round: input.round,
  };
  return { outcome: 'recorded', row };
}

/** Σ stake of the signers that have a row. */
export function readySignalStake(readySignals: ReadySignals, committee: Committee): Stake {
  let stake = 0;
  for (const authority of readySignals.keys()) stake += committee.stakeOf(authority);
  return stake;
}

/** Whether `larger` names everything that `smaller` names, and something more. */
export function isStrictSuperset(larger: readonly ValidatedPeer[], smaller: readonly ValidatedPeer[]): boolean {
  const names = new Set(larger.map((peer) => peer.name));
  return names.size > new Set(smaller.map((peer) => peer.name)).size && smaller.every((peer) => names.has(peer.name));
}
