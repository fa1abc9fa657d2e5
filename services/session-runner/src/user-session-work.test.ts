import { objectId } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { advanceWork, reconcile, requestKind, type SessionWork, sessionOutput } from './user-session-work.ts';

const idOf = (n: number) => objectId(`0x${n.toString(16).padStart(64, '0')}`);
const open = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sequenceNumber: index + 1, sessionId: idOf(index + 1) }));
const look = { view: { epoch: 2, target: 0 }, now: 0, computeMs: 0, keyed: true, repostMs: 1_000 };
const all = reconcile(new Map(), open(300));
const ofKind = (kind: SessionWork['kind']) => {
  const found = [...all.values()].find((work) => work.kind === kind);
  return found ?? expect.unreachable();
};

describe('the work on user sessions', () => {
  it('knows three kinds of requests, the same on everybody', () => {
    expect(new Set([...all.values()].map(({ kind }) => kind))).toEqual(
      new Set(['computation', 'presign_vote', 'inadmissible']),
    );
    expect(requestKind(idOf(7))).toBe(requestKind(idOf(7)));
  });

  it.each(['computation', 'presign_vote', 'inadmissible'] as const)('holds a %s beyond the target', (kind) => {
    const work = ofKind(kind);
    const below = { ...look, view: { epoch: 2, target: work.sequenceNumber - 1 } };
    expect(advanceWork([work], below)).toEqual([work]);
    const covered = { ...look, view: { epoch: 2, target: work.sequenceNumber } };
    expect(advanceWork([work], covered)).toEqual([{ ...work, phase: 'computed' }]);
  });

  it('waits for a network key, but not to reject', () => {
    const unkeyed = { ...look, view: { epoch: 2, target: 300 }, keyed: false };
    expect(advanceWork([ofKind('computation')], unkeyed)[0]?.phase).toBe('key_needed');
    expect(advanceWork([ofKind('inadmissible')], unkeyed)[0]?.phase).toBe('computed');
    const [waiting] = advanceWork([ofKind('computation')], unkeyed);
    expect(advanceWork([waiting ?? expect.unreachable()], { ...unkeyed, keyed: true })[0]?.phase).toBe('computed');
  });

  it('takes its time', () => {
    const covered = { ...look, view: { epoch: 2, target: 300 }, computeMs: 50, now: 10 };
    const [computing] = advanceWork([ofKind('computation')], covered);
    expect(computing).toMatchObject({ phase: 'computing', at: 60 });
    const at = (now: number) => advanceWork([computing ?? expect.unreachable()], { ...covered, now })[0]?.phase;
    expect([at(59), at(60)]).toEqual(['computing', 'computed']);
  });

  it('sends a result again whose session stays open', () => {
    const submitted: SessionWork = { ...ofKind('computation'), phase: 'submitted', at: 100 };
    expect(advanceWork([submitted], { ...look, now: 1_099 })[0]?.phase).toBe('submitted');
    expect(advanceWork([submitted], { ...look, now: 1_100 })[0]?.phase).toBe('computed');
  });

  it('forgets sessions that are completed and keeps what it knows of the others', () => {
    const [first, second] = open(2);
    const known = reconcile(new Map(), [first ?? expect.unreachable(), second ?? expect.unreachable()]);
    known.set(idOf(2), { ...(known.get(idOf(2)) ?? expect.unreachable()), phase: 'submitted', at: 5 });
    const left = reconcile(known, open(3).slice(1));
    expect([...left.keys()]).toEqual([idOf(2), idOf(3)]);
    expect(left.get(idOf(2))).toMatchObject({ phase: 'submitted', at: 5 });
  });

  it.each(['computing', 'computed'] as const)('keeps what is %s when its session is completed', (phase) => {
    const work: SessionWork = { ...ofKind('computation'), phase };
    expect([...reconcile(new Map([[work.sessionId, work]]), []).values()]).toEqual([work]);
  });

  it('gives each session one result, another one when rejected', () => {
    const work = ofKind('computation');
    expect(sessionOutput('net', work)).toEqual(sessionOutput('net', { ...work, phase: 'submitted' }));
    expect(sessionOutput('net', work)).toMatchObject({ rejected: false });
    expect(sessionOutput('net', { ...work, kind: 'inadmissible' })).toMatchObject({ rejected: true });
    expect(sessionOutput('net', { ...work, kind: 'inadmissible' }).digest).not.toBe(sessionOutput('net', work).digest);
  });
});
