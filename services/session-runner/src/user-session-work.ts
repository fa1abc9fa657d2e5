import {
  blake2b256,
  type Digest,
  fromHex,
  gateComputation,
  gatePresignVote,
  releaseCovered,
  type TargetView,
  type UserSessionOutput,
} from '@baton/protocol';
import type { OpenSession } from './engine-client.ts';

/** What a user asks for. The stand-in reads it off the session's id; of inadmissible ones only the rejection is sent. */
export type RequestKind = 'computation' | 'presign_vote' | 'inadmissible';

export type Phase =
  /** Beyond the view of the target. */
  | 'held'
  /** May run, but no network key is instantiated here. */
  | 'key_needed'
  | 'computing'
  /** The result is here and not on its way. */
  | 'computed'
  /** In the log; waits for the chain to complete the session. */
  | 'submitted';

export interface SessionWork extends OpenSession {
  kind: RequestKind;
  phase: Phase;
  /** Monotonic, milliseconds: when the computation is done, or when the result went out. */
  at: number;
}

const SHARE = 256;
const INADMISSIBLE_BELOW = 8;
const PRESIGN_BELOW = 64;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** About 3 % are inadmissible and 22 % presigns; every validator sees the same. */
export function requestKind(sessionId: string): RequestKind {
  const [byte = SHARE] = fromHex(blake2b256(text('baton-request-kind'), text(sessionId)));
  if (byte < INADMISSIBLE_BELOW) return 'inadmissible';
  return byte < PRESIGN_BELOW ? 'presign_vote' : 'computation';
}

/** The same on every validator and in every epoch: a session may be taken up again in a later one. */
export function sessionOutput(network: string, work: SessionWork): UserSessionOutput {
  const { sessionId, sequenceNumber, kind } = work;
  const rejected = kind === 'inadmissible';
  const seed = `${network}\n${sessionId}\n${sequenceNumber}\n${rejected ? 'rejected' : 'output'}`;
  const digest: Digest = blake2b256(text('baton-user-session'), text(seed));
  return { sessionId, sequenceNumber, digest, rejected };
}

/** New work for sessions not seen before; of those no longer open only what is being computed, or computed, stays. */
export function reconcile(
  known: ReadonlyMap<string, SessionWork>,
  open: readonly OpenSession[],
): Map<string, SessionWork> {
  const works = new Map<string, SessionWork>(
    open.map((session) => [
      session.sessionId,
      known.get(session.sessionId) ?? { ...session, kind: requestKind(session.sessionId), phase: 'held', at: 0 },
    ]),
  );
  for (const work of known.values())
    if (work.phase === 'computing' || work.phase === 'computed') works.set(work.sessionId, work);
  return works;
}

export interface Advance {
  view: TargetView;
  now: number;
  /** how long a computation takes */
  computeMs: number;
  /** a network key is instantiated */
  keyed: boolean;
  /** a submitted result goes out again when its session is still open after so long */
  repostMs: number;
}

/**
 * One look at all work. Submissions are what is gated: computations are not begun, presign votes and rejections not sent
 * beyond the view. docs/spec/chain.md#gates
 */
export function advanceWork(works: readonly SessionWork[], input: Advance): SessionWork[] {
  const { view, now } = input;
  const rejections = works.filter(({ kind, phase }) => kind === 'inadmissible' && phase === 'held');
  const covered = new Set(releaseCovered(rejections, view).covered.map(({ sessionId }) => sessionId));
  return works.map((work) => {
    switch (work.phase) {
      case 'held':
      case 'key_needed':
        if (work.kind === 'inadmissible') return covered.has(work.sessionId) ? { ...work, phase: 'computed' } : work;
        return isOpen(work, view) ? begin(work, input) : work;
      case 'computing':
        return now >= work.at ? { ...work, phase: 'computed' } : work;
      case 'submitted':
        return now - work.at >= input.repostMs ? { ...work, phase: 'computed' } : work;
      default:
        return work;
    }
  });
}

function isOpen({ kind, sequenceNumber }: SessionWork, view: TargetView): boolean {
  const decision =
    kind === 'presign_vote'
      ? gatePresignVote(sequenceNumber, view)
      : gateComputation({ kind: 'user', sequenceNumber }, view);
  return decision.gate === 'open';
}

function begin(work: SessionWork, { now, computeMs, keyed }: Advance): SessionWork {
  if (!keyed) return { ...work, phase: 'key_needed' };
  return computeMs > 0 ? { ...work, phase: 'computing', at: now + computeMs } : { ...work, phase: 'computed' };
}
