import { allCurrentSessionsCompleted, type SessionLock } from './lock.ts';

/** Why an epoch may not publish its end yet; published as labels and log fields. */
export const END_OF_PUBLISH_BLOCKERS = [
  'not_locked',
  'user_sessions_lag',
  'system_sessions_lag',
  'next_committee_missing',
  'network_keys_reconfig_lag',
  'pricing_votes_open',
] as const;

export type EndOfPublishBlocker = (typeof END_OF_PUBLISH_BLOCKERS)[number];

export interface DecideEndOfPublishReady {
  lock: Pick<SessionLock, 'locked' | 'userCompleted' | 'target' | 'systemCompleted' | 'systemStarted'>;
  nextCommitteeChosen: boolean;
  networkKeys: number;
  /** Of those, how many were reconfigured in this epoch. */
  networkKeysReconfigured: number;
  pricingVotesOpen: boolean;
}

/** Whether the chain has nothing left to publish in this epoch, and if not, all that is in the way. `docs/spec/chain.md#end-of-publish` */
export function decideEndOfPublishReady(input: DecideEndOfPublishReady): {
  ready: boolean;
  blockedBy: EndOfPublishBlocker[];
} {
  const { lock } = input;
  const blocked: Record<EndOfPublishBlocker, boolean> = {
    not_locked: !lock.locked,
    // Strictly equal: more than the target can never be repaired.
    user_sessions_lag: lock.userCompleted !== lock.target,
    system_sessions_lag: lock.systemCompleted !== lock.systemStarted,
    next_committee_missing: !input.nextCommitteeChosen,
    network_keys_reconfig_lag: input.networkKeysReconfigured !== input.networkKeys,
    pricing_votes_open: input.pricingVotesOpen,
  };
  const blockedBy = END_OF_PUBLISH_BLOCKERS.filter((reason) => blocked[reason]);
  return { ready: blockedBy.length === 0, blockedBy };
}

/** Whether advancing is worth a transaction: it would abort otherwise, so it is held. */
export function decideAdvanceEpoch(input: {
  lock: SessionLock;
  systemReceivedEndOfPublish: boolean;
  coordinatorReceivedEndOfPublish: boolean;
}): 'advance' | 'hold' {
  const received = input.systemReceivedEndOfPublish && input.coordinatorReceivedEndOfPublish;
  return received && allCurrentSessionsCompleted(input.lock) ? 'advance' : 'hold';
}
