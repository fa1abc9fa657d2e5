import type { ObjectId } from '@baton/protocol';
import type { NetworkKeyOutputKind } from '@baton/read-model';
import type { ChainOperation, ChainView } from '@baton/sui-client';

/** Everything the epoch switch is decided over. */
export interface SwitchFacts {
  view: ChainView;
  /** The chain's clock. */
  nowMs: number;
  /** Outputs of this epoch's sessions that a quorum of stake voted for. */
  agreed: readonly { keyId: ObjectId; output: NetworkKeyOutputKind }[];
  /** Whether the log's close fold closed this epoch. */
  closed: boolean;
}

export type SwitchStep = 'mid_epoch' | 'reconfiguration' | 'complete_key' | 'lock' | 'end_of_publish' | 'advance';

export interface PlannedStep {
  step: SwitchStep;
  operation: ChainOperation;
}

/** Why the epoch does not advance although its time is over. A transaction sent then would only abort. */
export type HoldReason =
  | 'not_closed'
  | 'end_of_publish_not_received'
  | 'not_locked'
  | 'sessions_open'
  | 'network_keys_not_reconfigured';

export interface SwitchPlan {
  steps: PlannedStep[];
  hold: HoldReason | null;
  /** Chain time at which the plan changes by itself; null when only events change it. */
  dueMs: number | null;
}

/** What to send now to move the epoch on. Everything here would be accepted by the contracts at once. Pure. */
export function planEpochSwitch(facts: SwitchFacts): SwitchPlan {
  const { view, nowMs } = facts;
  const midMs = view.epochStartMs + Math.floor(view.epochDurationMs / 2);
  const endMs = view.epochStartMs + view.epochDurationMs;
  if (view.nextCommittee === null) {
    const due = nowMs >= midMs;
    const steps: PlannedStep[] = due
      ? [{ step: 'mid_epoch', operation: { kind: 'initiate_mid_epoch_reconfiguration' } }]
      : [];
    return { steps: [...completions(facts, 'dkg'), ...steps], hold: null, dueMs: due ? null : midMs };
  }
  const steps = [...completions(facts, 'dkg'), ...requests(view), ...completions(facts, 'reconfiguration')];
  if (nowMs < endMs) return { steps, hold: null, dueMs: endMs };
  if (!view.locked) steps.push({ step: 'lock', operation: { kind: 'lock_epoch_sessions' } });
  const received = view.receivedEndOfPublish.system && view.receivedEndOfPublish.coordinator;
  if (facts.closed && !received) {
    steps.push({ step: 'end_of_publish', operation: { kind: 'steward_receive_end_of_publish' } });
  }
  const hold = holdReason(facts, received);
  if (hold === null) steps.push({ step: 'advance', operation: { kind: 'advance_epoch' } });
  return { steps, hold, dueMs: null };
}

function holdReason({ view, closed }: SwitchFacts, received: boolean): HoldReason | null {
  if (!closed) return 'not_closed';
  if (!received) return 'end_of_publish_not_received';
  if (!view.locked) return 'not_locked';
  const { userSessions: user, systemSessions: system } = view;
  if (user.completed !== user.target || system.completed !== system.started) return 'sessions_open';
  if (view.reconfiguredKeys !== view.networkKeys.length) return 'network_keys_not_reconfigured';
  return null;
}

/** Keys that the chain still waits for and whose output the committee has agreed on. */
function completions({ view, agreed }: SwitchFacts, output: NetworkKeyOutputKind): PlannedStep[] {
  const awaited = output === 'dkg' ? 'awaiting_network_dkg' : 'awaiting_network_reconfiguration';
  const kind = output === 'dkg' ? 'steward_complete_network_dkg' : 'steward_complete_network_reconfiguration';
  return view.networkKeys
    .filter((key) => key.state === awaited)
    .filter((key) => agreed.some((one) => one.keyId === key.keyId && one.output === output))
    .map(({ keyId }) => ({ step: 'complete_key', operation: { kind, keyId } }));
}

/**
 * Keys to ask a reconfiguration for, all in one transaction. A completed key may have been reconfigured in this epoch
 * already; since they are asked for together, that is so as soon as any of them is under way or done.
 */
function requests(view: ChainView): PlannedStep[] {
  if (view.pricingVotesOpen) return [];
  const inState = (state: ChainView['networkKeys'][number]['state']) =>
    view.networkKeys.filter((key) => key.state === state).map((key) => key.keyId);
  const asked = view.reconfiguredKeys > 0 || inState('awaiting_network_reconfiguration').length > 0;
  const keyIds = [...inState('network_dkg_completed'), ...(asked ? [] : inState('network_reconfiguration_completed'))];
  if (keyIds.length === 0) return [];
  return [{ step: 'reconfiguration', operation: { kind: 'request_network_key_reconfiguration', keyIds } }];
}
