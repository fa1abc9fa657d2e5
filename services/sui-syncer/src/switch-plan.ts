import { decideAdvanceEpoch } from '@baton/protocol';
import { type ChainOperation, type ChainView, operationKey } from '@baton/sui-client';
import type { NextCheckpoint } from './certified-checkpoints.ts';

/** Everything the epoch switch is decided over. */
export interface SwitchFacts {
  view: ChainView;
  /** The chain's clock. */
  nowMs: number;
  /** Checkpoints that the contracts process next and that a quorum certified. */
  checkpoints: readonly NextCheckpoint[];
  /** Whether the log's close fold closed this epoch. */
  closed: boolean;
}

export type SwitchStep = 'mid_epoch' | 'reconfiguration' | 'checkpoint' | 'lock' | 'advance';

export interface PlannedStep {
  step: SwitchStep;
  /** Equal for the same step, whoever sends it. */
  key: string;
  /** Null where it is made only when it is this member's turn. */
  operation: ChainOperation | null;
}

/** Why the epoch does not advance although its time is over. A transaction sent then would only abort. */
export const HOLD_REASONS = [
  'blobs_missing',
  'contents_differ',
  'signatures_invalid',
  'not_closed',
  'end_of_publish_not_received',
  'not_locked',
  'sessions_open',
  'network_keys_not_reconfigured',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

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
  const steps: PlannedStep[] = facts.checkpoints.flatMap(({ key, operation, hold }) =>
    hold === null ? { step: 'checkpoint', key, operation } : [],
  );
  const held = facts.checkpoints.find(({ hold }) => hold !== null)?.hold ?? null;
  if (view.nextCommittee === null) {
    const due = nowMs >= midMs;
    if (due) steps.push(planned('mid_epoch', { kind: 'initiate_mid_epoch_reconfiguration' }));
    return { steps, hold: held, dueMs: due ? null : midMs };
  }
  steps.push(...requests(view));
  if (nowMs < endMs) return { steps, hold: held, dueMs: endMs };
  if (!view.locked) steps.push(planned('lock', { kind: 'lock_epoch_sessions' }));
  const hold = held ?? holdReason(facts);
  if (hold === null) steps.push(planned('advance', { kind: 'advance_epoch' }));
  return { steps, hold, dueMs: null };
}

const planned = (step: SwitchStep, operation: ChainOperation): PlannedStep => ({
  step,
  key: operationKey(operation),
  operation,
});

function holdReason({ view, closed }: SwitchFacts): HoldReason | null {
  if (!closed) return 'not_closed';
  const { system, coordinator } = view.receivedEndOfPublish;
  if (!(system && coordinator)) return 'end_of_publish_not_received';
  if (!view.locked) return 'not_locked';
  const { userSessions: user, systemSessions } = view;
  const advance = decideAdvanceEpoch({
    lock: {
      nextSequenceNumber: user.nextSequenceNumber,
      userCompleted: user.completed,
      target: user.target,
      locked: view.locked,
      systemStarted: systemSessions.started,
      systemCompleted: systemSessions.completed,
      maxActiveBuffer: user.maxActiveBuffer,
    },
    systemReceivedEndOfPublish: system,
    coordinatorReceivedEndOfPublish: coordinator,
  });
  if (advance === 'hold') return 'sessions_open';
  if (view.reconfiguredKeys !== view.networkKeys.length) return 'network_keys_not_reconfigured';
  return null;
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
  return [planned('reconfiguration', { kind: 'request_network_key_reconfiguration', keyIds })];
}
