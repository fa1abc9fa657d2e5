import type { Epoch, SequenceNumber } from '../identifiers.ts';

/** A validator's own view of the chain's target: the highest sample of this epoch. */
export interface TargetView {
  epoch: Epoch;
  target: SequenceNumber;
}

/** Nothing carries over: an epoch starts at 0. */
export function startTargetView(epoch: Epoch): TargetView {
  return { epoch, target: 0 };
}

/** Samples of another epoch, and lower ones of a lagging replica, change nothing. `docs/spec/chain.md#local-view` */
export function observeTarget(view: TargetView, sample: TargetView): TargetView {
  return sample.epoch === view.epoch && sample.target > view.target ? sample : view;
}

export type Session =
  | { kind: 'user'; sequenceNumber: SequenceNumber }
  | { kind: 'system' | 'internal_presign' | 'network_owned_sign' };

export type GateDecision = { gate: 'open' } | { gate: 'hold'; sequenceNumber: SequenceNumber; target: SequenceNumber };

/** Whether a session's computation may be done now: user sessions only within the view. `docs/spec/chain.md#gates` */
export function gateComputation(session: Session, view: TargetView): GateDecision {
  return session.kind === 'user' ? gateNumber(session.sequenceNumber, view) : { gate: 'open' };
}

/** Whether a vote for a global presign may be sent; one that is held is tried again as the view grows. */
export function gatePresignVote(sequenceNumber: SequenceNumber, view: TargetView): GateDecision {
  return gateNumber(sequenceNumber, view);
}

/** Whether the rejection of a request at admission may be sent; a request without a number is of no user session. */
export function gateAdmissionRejection(sequenceNumber: SequenceNumber | null, view: TargetView): GateDecision {
  return sequenceNumber === null ? { gate: 'open' } : gateNumber(sequenceNumber, view);
}

function gateNumber(sequenceNumber: SequenceNumber, { target }: TargetView): GateDecision {
  return sequenceNumber <= target ? { gate: 'open' } : { gate: 'hold', sequenceNumber, target };
}

/** Splits held items as the view grows; both parts keep their order. */
export function releaseCovered<Item extends { sequenceNumber: SequenceNumber | null }>(
  items: readonly Item[],
  view: TargetView,
): { covered: Item[]; held: Item[] } {
  const covered: Item[] = [];
  const held: Item[] = [];
  for (const item of items)
    (gateAdmissionRejection(item.sequenceNumber, view).gate === 'open' ? covered : held).push(item);
  return { covered, held };
}

/** Leaves out results of sessions that are no longer active, each alone: the rest of the batch is submitted. */
export function submittableResults<Result extends { sessionId: string }>(
  results: readonly Result[],
  activeSessions: readonly string[],
): { submit: Result[]; stale: Result[] } {
  const active = new Set(activeSessions);
  const submit: Result[] = [];
  const stale: Result[] = [];
  for (const result of results) (active.has(result.sessionId) ? submit : stale).push(result);
  return { submit, stale };
}
