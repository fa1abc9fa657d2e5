import { isStopError } from '@baton/log';
import type { AuthorityName, CommitteeSnapshot, ConsensusKey } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { checkNextCommittee, isFoldable } from './chain-records.ts';

const member = (index: number, key = index) => ({
  name: `0${index}`.repeat(48) as AuthorityName,
  stake: 1,
  consensusKey: `0${key}`.repeat(32) as ConsensusKey,
});
const recorded: CommitteeSnapshot = {
  epoch: 3,
  members: [1, 2, 3, 4].map((index) => member(index)),
  quorumThreshold: 3,
  validityThreshold: 2,
};
const otherKey: CommitteeSnapshot = { ...recorded, members: [...recorded.members.slice(0, 3), member(4, 9)] };

type Sitting = Parameters<typeof checkNextCommittee>[2]['sitting'];

function differing(committee: CommitteeSnapshot | null, current: boolean, sitting: Sitting = new Map()): string[] {
  try {
    checkNextCommittee(2, recorded, { committee, current, sitting });
  } catch (error) {
    if (!isStopError(error) || error.code !== 'EPOCH_CONTEXT_MISMATCH') throw error;
    expect(error.details).toMatchObject({ epoch: 2 });
    return (error.details as { differences: { field: string }[] }).differences.map(({ field }) => field);
  }
  return [];
}

describe('the recorded next committee', () => {
  it('is what the own view names, however the view writes it', () => {
    const { members, ...rest } = recorded;
    const view = { members: members.map(({ name, stake, consensusKey }) => ({ consensusKey, stake, name })), ...rest };
    expect(differing(view, true)).toEqual([]);
    expect(differing(view, false)).toEqual([]);
  });

  it.each<[string, CommitteeSnapshot]>([
    ['another member', { ...recorded, members: [...recorded.members.slice(0, 3), member(5, 4)] }],
    ['another order', { ...recorded, members: recorded.members.toReversed() }],
    ['another stake', { ...recorded, members: recorded.members.map((seat) => ({ ...seat, stake: 2 })) }],
    ['another threshold', { ...recorded, quorumThreshold: 4 }],
  ])('contradicts %s at any time', (_case, committee) => {
    expect(differing(committee, true)).toEqual(['nextCommittee']);
    expect(differing(committee, false)).toEqual(['nextCommittee']);
  });

  it('contradicts another key while it can be told from a rotation', () => {
    expect(differing(otherKey, true)).toEqual(['nextCommittee']);
    expect(differing(otherKey, false)).toEqual([]);
  });

  it('was made before a member that sits staged the key that the own view shows', () => {
    const { name, consensusKey } = member(4);
    expect(differing(otherKey, true, new Map([[name, consensusKey]]))).toEqual([]);
    expect(differing(otherKey, true, new Map([[name, member(4, 7).consensusKey]]))).toEqual(['nextCommittee']);
    expect(differing(otherKey, true, new Map([[member(3).name, consensusKey]]))).toEqual(['nextCommittee']);
  });

  it('contradicts nothing where nothing is known', () => {
    expect(differing(null, false)).toEqual([]);
  });
});

it('a named committee that no reader could fold is none', () => {
  expect(isFoldable(recorded)).toBe(true);
  expect(isFoldable({ ...recorded, quorumThreshold: 2 })).toBe(false);
});
