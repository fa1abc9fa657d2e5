import { describe, expect, it } from 'vitest';
import { peers } from '../testing/messages.ts';
import { blobOf, FOUR, validator } from '../testing/network.ts';
import { assembleCommittee, assemblyStallDue } from './assemble.ts';

const name = (index: number) => validator(index).name;
const all = Object.fromEntries(FOUR.map((index) => [blobOf(index), 'valid' as const]));
const base = { members: FOUR.map(name), frozen: [], excluded: [], announced: peers(FOUR), blobs: all };

describe('assembly', () => {
  it('before the freeze takes the announced, and waits for each', () => {
    expect(assembleCommittee(base)).toEqual({ outcome: 'complete', members: peers(FOUR), final: false });
    expect(assembleCommittee({ ...base, announced: peers([0, 2]) })).toEqual({
      outcome: 'incomplete',
      missing: [name(1), name(3)],
      reason: 'announcement',
      wedged: false,
    });
    expect(assembleCommittee({ ...base, announced: peers([0, 1, 2]), excluded: [name(3)] })).toMatchObject({
      outcome: 'complete',
      members: peers([0, 1, 2]),
    });
  });

  it('after the freeze takes the frozen in committee order, and asks nothing else', () => {
    const frozen = peers([2, 0]);
    expect(assembleCommittee({ ...base, frozen, announced: [], excluded: [name(0)] })).toEqual({
      outcome: 'complete',
      members: peers([0, 2]),
      final: true,
    });
  });

  it('is all or nothing', () => {
    const blobs = { ...all, [blobOf(1)]: 'undecodable' as const, [blobOf(3)]: 'absent' as const };
    expect(assembleCommittee({ ...base, blobs })).toEqual({
      outcome: 'incomplete',
      missing: [name(1), name(3)],
      reason: 'blob_missing_or_invalid',
      wedged: false,
    });
  });

  it('is wedged when nobody is left, and never complete over nothing', () => {
    expect(assembleCommittee({ ...base, excluded: FOUR.map(name) })).toMatchObject({
      reason: 'everything_excluded',
      wedged: true,
    });
    expect(assembleCommittee({ ...base, frozen: peers([9]) })).toMatchObject({ reason: 'everything_excluded' });
    expect(assembleCommittee({ ...base, members: [] })).toMatchObject({
      outcome: 'incomplete',
      missing: [],
      reason: 'no_input',
    });
  });

  it('is worth a warning after 300 s, at once when frozen or late, and every 300 s', () => {
    const stall = {
      incompleteSinceMs: 0,
      lastSaidMs: null,
      nowMs: 1_000,
      frozen: false,
      epochStartMs: 0,
      epochDurationMs: 10_000_000,
    };
    expect(assemblyStallDue(stall)).toBe(false);
    expect(assemblyStallDue({ ...stall, nowMs: 300_000 })).toBe(true);
    expect(assemblyStallDue({ ...stall, frozen: true })).toBe(true);
    expect(assemblyStallDue({ ...stall, nowMs: 7_500_000 })).toBe(true);
    expect(assemblyStallDue({ ...stall, frozen: true, lastSaidMs: 900 })).toBe(false);
    expect(assemblyStallDue({ ...stall, incompleteSinceMs: null })).toBe(false);
  });
});
