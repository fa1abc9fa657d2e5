import type { ChainView } from '@baton/sui-client';

/** Why an epoch may not publish its end yet. Names as in the protocol's metrics. docs/spec/chain.md#end-of-publish */
export const END_OF_PUBLISH_BLOCKERS = [
  'not_locked',
  'user_sessions_lag',
  'system_sessions_lag',
  'next_committee_missing',
  'network_keys_reconfig_lag',
  'pricing_votes_open',
] as const;
export type EndOfPublishBlocker = (typeof END_OF_PUBLISH_BLOCKERS)[number];

type Facts = Pick<
  ChainView,
  | 'locked'
  | 'userSessions'
  | 'systemSessions'
  | 'nextCommittee'
  | 'networkKeys'
  | 'reconfiguredKeys'
  | 'pricingVotesOpen'
>;

/** Everything that still stands in the way; the epoch's end may be published when nothing does. Pure. */
export function endOfPublishBlockers(view: Facts): EndOfPublishBlocker[] {
  const blocked: Record<EndOfPublishBlocker, boolean> = {
    not_locked: !view.locked,
    // Strictly equal: more than the target can never be repaired.
    user_sessions_lag: view.userSessions.completed !== view.userSessions.target,
    system_sessions_lag: view.systemSessions.completed !== view.systemSessions.started,
    next_committee_missing: view.nextCommittee === null,
    network_keys_reconfig_lag: view.reconfiguredKeys !== view.networkKeys.length,
    pricing_votes_open: view.pricingVotesOpen,
  };
  return END_OF_PUBLISH_BLOCKERS.filter((reason) => blocked[reason]);
}
