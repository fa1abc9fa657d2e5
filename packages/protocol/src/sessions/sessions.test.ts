import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAdvanceEpoch, decideEndOfPublishReady } from './end-of-publish.ts';
import {
  gateAdmissionRejection,
  gateComputation,
  gatePresignVote,
  observeTarget,
  releaseCovered,
  startTargetView,
  submittableResults,
} from './gates.ts';
import {
  advanceSessionEpoch,
  completeSystemSession,
  completeUserSession,
  genesisSessionLock,
  initiateSystemSession,
  initiateUserSession,
  lockSessions,
  type SessionLock,
  setMaxActiveBuffer,
} from './lock.ts';

const open = (buffer = 2): SessionLock => {
  const advanced = advanceSessionEpoch(genesisSessionLock(buffer));
  return advanced.outcome === 'advanced' ? advanced.lock : expect.unreachable();
};
const started = (lock: SessionLock, count: number): SessionLock => {
  let current = lock;
  for (let n = 0; n < count; n++) current = initiateUserSession(current).lock;
  return current;
};

describe('the session lock', () => {
  it('begins locked with nothing to do, numbers from 1, and opens with the first advance', () => {
    expect(genesisSessionLock()).toMatchObject({
      locked: true,
      target: 0,
      nextSequenceNumber: 1,
      maxActiveBuffer: 100,
    });
    expect(initiateUserSession(open())).toMatchObject({ sequenceNumber: 1, lock: { target: 1 } });
  });

  it('lets the target run ahead of the completed by the buffer only', () => {
    const five = started(open(), 5);
    expect(five.target).toBe(2);
    expect(completeUserSession(five).target).toBe(3);
  });

  it('does not lower the target when the buffer is lowered', () => {
    expect(completeUserSession(setMaxActiveBuffer(started(open(), 5), 0)).target).toBe(2);
  });

  it('fixes the target, and takes up what waited when the epoch advances', () => {
    let lock = lockSessions(started(open(), 5));
    expect(lockSessions(lock)).toBe(lock);
    expect(advanceSessionEpoch(lock)).toEqual({ outcome: 'aborted', abortCode: 6 });
    lock = completeUserSession(completeUserSession(started(lock, 1)));
    expect(lock.target).toBe(2);
    expect(advanceSessionEpoch(lock)).toMatchObject({
      outcome: 'advanced',
      lock: { locked: false, target: 4, nextSequenceNumber: 7 },
    });
  });

  it('aborts unlocked, below the target, beyond it for ever, and with a system session open', () => {
    expect(advanceSessionEpoch(started(open(), 1)).outcome).toBe('aborted');
    const overshot = completeUserSession(completeUserSession(completeUserSession(lockSessions(started(open(), 5)))));
    expect(advanceSessionEpoch(overshot).outcome).toBe('aborted');
    const system = initiateSystemSession(lockSessions(open()));
    expect(advanceSessionEpoch(system).outcome).toBe('aborted');
    expect(advanceSessionEpoch(completeSystemSession(system)).outcome).toBe('advanced');
  });
});

describe('gating on the local view', () => {
  /** One step of users, chain and a validator whose samples may lag. */
  const step = fc.oneof(
    fc.constant('initiate' as const),
    fc.constant('complete' as const),
    fc.constant('sample' as const),
    fc.constant('lock' as const),
    fc.constant('advance' as const),
  );

  function run(
    steps: readonly ('initiate' | 'complete' | 'sample' | 'lock' | 'advance')[],
    gated: boolean,
  ): SessionLock[] {
    let lock = open(3);
    let epoch = 1;
    let view = startTargetView(epoch);
    const seen: SessionLock[] = [];
    for (const action of steps) {
      if (action === 'initiate') lock = initiateUserSession(lock).lock;
      if (action === 'lock') lock = lockSessions(lock);
      if (action === 'sample') view = observeTarget(view, { epoch, target: lock.target });
      if (action === 'complete') {
        const sequenceNumber = lock.userCompleted + 1;
        const exists = sequenceNumber < lock.nextSequenceNumber;
        const gate = gateComputation({ kind: 'user', sequenceNumber }, view).gate;
        if (exists && (!gated || gate === 'open')) lock = completeUserSession(lock);
      }
      if (action === 'advance') {
        const advanced = advanceSessionEpoch(lock);
        if (advanced.outcome === 'advanced') {
          lock = advanced.lock;
          epoch += 1;
          view = startTargetView(epoch);
        }
      }
      seen.push(lock);
    }
    return seen;
  }

  const neverOvershoots = (gated: boolean) =>
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      for (const lock of run(steps, gated)) expect(lock.userCompleted).toBeLessThanOrEqual(lock.target);
    });

  it('never overshoots the target', () => {
    fc.assert(neverOvershoots(true), { numRuns: 500 });
  });

  it('is what prevents it: without it the target is overshot', () => {
    expect(fc.check(neverOvershoots(false), { numRuns: 2_000, endOnFailure: true }).failed).toBe(true);
  });

  it('always lets a locked epoch end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tail = Array.from({ length: 70 }, () => 'complete' as const);
        const locks = run([...steps, 'lock', 'sample', ...tail, 'advance'], true);
        expect(locks.at(-1)?.locked).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the highest sample of the epoch and nothing of another', () => {
    const view = observeTarget(startTargetView(5), { epoch: 5, target: 9 });
    expect(observeTarget(view, { epoch: 5, target: 3 })).toBe(view);
    expect(observeTarget(view, { epoch: 4, target: 30 })).toBe(view);
    expect(startTargetView(6).target).toBe(0);
  });

  it('holds user work beyond the view, and no other work', () => {
    const view = { epoch: 5, target: 400 };
    expect(gateComputation({ kind: 'user', sequenceNumber: 400 }, view).gate).toBe('open');
    expect(gateComputation({ kind: 'user', sequenceNumber: 500 }, view)).toEqual({
      gate: 'hold',
      sequenceNumber: 500,
      target: 400,
    });
    expect(gateComputation({ kind: 'system' }, view).gate).toBe('open');
    expect(gateComputation({ kind: 'internal_presign' }, view).gate).toBe('open');
    expect(gatePresignVote(401, view).gate).toBe('hold');
    expect(gateAdmissionRejection(null, view).gate).toBe('open');
    expect(gateAdmissionRejection(401, view).gate).toBe('hold');
  });

  it('releases what becomes covered, in order', () => {
    const items = [7, null, 3, 9].map((sequenceNumber) => ({ sequenceNumber }));
    const { covered, held } = releaseCovered(items, { epoch: 1, target: 7 });
    expect(covered.map((item) => item.sequenceNumber)).toEqual([7, null, 3]);
    expect(held.map((item) => item.sequenceNumber)).toEqual([9]);
  });

  it('leaves a stale result out alone, never its batch', () => {
    const results = ['a', 'b', 'c'].map((sessionId) => ({ sessionId }));
    expect(submittableResults(results, ['a', 'c'])).toEqual({
      submit: [{ sessionId: 'a' }, { sessionId: 'c' }],
      stale: [{ sessionId: 'b' }],
    });
  });
});

describe('the end of publishing', () => {
  const quiet = {
    lock: lockSessions(open()),
    nextCommitteeChosen: true,
    networkKeys: 1,
    networkKeysReconfigured: 1,
    pricingVotesOpen: false,
  };

  it('is ready when nothing is in the way, and names all that is', () => {
    expect(decideEndOfPublishReady(quiet)).toEqual({ ready: true, blockedBy: [] });
    const busy = {
      ...quiet,
      lock: initiateSystemSession(started(open(), 1)),
      nextCommitteeChosen: false,
      networkKeysReconfigured: 0,
      pricingVotesOpen: true,
    };
    expect(decideEndOfPublishReady(busy).blockedBy).toEqual([
      'not_locked',
      'user_sessions_lag',
      'system_sessions_lag',
      'next_committee_missing',
      'network_keys_reconfig_lag',
      'pricing_votes_open',
    ]);
  });

  it('holds a transaction that would abort', () => {
    const received = { lock: quiet.lock, systemReceivedEndOfPublish: true, coordinatorReceivedEndOfPublish: true };
    expect(decideAdvanceEpoch(received)).toBe('advance');
    expect(decideAdvanceEpoch({ ...received, coordinatorReceivedEndOfPublish: false })).toBe('hold');
    expect(decideAdvanceEpoch({ ...received, lock: initiateSystemSession(quiet.lock) })).toBe('hold');
  });
});
