import { decideEndOfPublishReady, type EndOfPublishBlocker } from '@baton/protocol';
import type { ChainView } from '@baton/sui-client';

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
  const { blockedBy } = decideEndOfPublishReady({
    lock: {
      locked: view.locked,
      userCompleted: view.userSessions.completed,
      target: view.userSessions.target,
      systemCompleted: view.systemSessions.completed,
      systemStarted: view.systemSessions.started,
    },
    nextCommitteeChosen: view.nextCommittee !== null,
    networkKeys: view.networkKeys.length,
    networkKeysReconfigured: view.reconfiguredKeys,
    pricingVotesOpen: view.pricingVotesOpen,
  });
  return blockedBy;
}
