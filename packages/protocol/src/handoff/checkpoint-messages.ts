import { type CheckpointItem, type CheckpointKind, type ContentsTally, enqueue } from '../checkpoint/index.ts';
import { recordCheckpointSignature } from '../checkpoint/tally.ts';
import type { Commit } from '../epoch/index.ts';
import type { CapabilityNotification, CheckpointSignature, UserSessionOutputs } from '../messages/index.ts';
import { recordUserSessionOutputs } from '../sessions/index.ts';
import { recordCapability } from '../upgrade/index.ts';
import type { HandoffStep } from './fold-message.ts';
import type { HandoffState } from './state.ts';

/** A contents of a checkpoint whose tally this commit changed. */
export interface TouchedCheckpoint {
  kind: CheckpointKind;
  sequenceNumber: number;
  tally: ContentsTally;
}

/** Signatures count for numbers that the log has described, before and after the close. `docs/spec/handoff.md#checkpoint-signatures` */
export function checkpointSignature(
  step: HandoffStep,
  commit: Commit,
  kind: CheckpointKind,
  { checkpoint, authority, signature }: CheckpointSignature,
): HandoffStep {
  const { context, checkpoints } = step.state;
  const { sequenceNumber, contentsDigest } = checkpoint;
  const { queue, tallies } = checkpoints[kind];
  const described = sequenceNumber > firstBefore(step.state, kind) && sequenceNumber <= queue.lastNumber;
  if (checkpoint.epoch !== context.epoch || !described) return step;
  const { committee, epoch } = context;
  const { round } = commit;
  const result = recordCheckpointSignature({
    tallies,
    sequenceNumber,
    contentsDigest,
    authority,
    committee,
    round,
  });
  if (result.outcome === 'ignored') return step;
  const row = { epoch, kind, sequenceNumber, authority, contentsDigest, signature, round };
  const touched = { kind, sequenceNumber, tally: result.tally };
  return {
    ...step,
    state: { ...step.state, checkpoints: { ...checkpoints, [kind]: { queue, tallies: result.tallies } } },
    rows: [...step.rows, { table: 'checkpointSignature', op: 'upsert', row }],
    touchedCheckpoints: new Map(step.touchedCheckpoints).set(`${kind}/${sequenceNumber}/${contentsDigest}`, touched),
  };
}

/** The number after which this epoch's begin. */
function firstBefore({ context }: HandoffState, kind: CheckpointKind): number {
  return kind === 'dwallet' ? context.lastDwalletCheckpoint : context.lastSystemCheckpoint;
}

export function userSessionOutputs(step: HandoffStep, commit: Commit, results: UserSessionOutputs): HandoffStep {
  const { context, sessions } = step.state;
  if (results.epoch !== context.epoch) return step;
  const { votes, agreed } = recordUserSessionOutputs(sessions, results, context.committee);
  if (votes === sessions) return step;
  const rows = agreed.map((output) => ({
    table: 'userSessionOutput' as const,
    op: 'upsert' as const,
    row: { epoch: context.epoch, ...output, round: commit.round },
  }));
  const items = agreed.map((output): CheckpointItem => ({ type: 'user_session', ...output }));
  return {
    ...step,
    state: toDwalletCheckpoint({ ...step.state, sessions: votes }, items),
    rows: [...step.rows, ...rows],
  };
}

/** Puts what was agreed upon on its way to the coordinator. */
export function toDwalletCheckpoint(state: HandoffState, items: readonly CheckpointItem[]): HandoffState {
  if (items.length === 0) return state;
  const { dwallet } = state.checkpoints;
  const line = { ...dwallet, queue: enqueue(dwallet.queue, items) };
  return { ...state, checkpoints: { ...state.checkpoints, dwallet: line } };
}

export function capability(step: HandoffStep, commit: Commit, notification: CapabilityNotification): HandoffStep {
  const { context, capabilities } = step.state;
  const next = recordCapability(capabilities, notification);
  if (next === capabilities) return step;
  const row = { epoch: context.epoch, ...notification, round: commit.round };
  return {
    ...step,
    state: { ...step.state, capabilities: next },
    rows: [...step.rows, { table: 'capability', op: 'upsert', row }],
  };
}
