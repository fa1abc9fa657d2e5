import { describe, expect, it } from 'vitest';
import {
  authorityName,
  type CommitteeSnapshot,
  chainThresholds,
  committeeSnapshot,
  consensusKey,
  createCommittee,
  reachesQuorum,
  SEQUENCER,
  stakeOfAll,
  upgradeVoteThreshold,
} from './index.ts';

const nameOf = (index: number) => authorityName(index.toString(16).padStart(96, '0'));
const keyOf = (index: number) => consensusKey(index.toString(16).padStart(64, '0'));

function snapshot(
  stakes: number[],
  thresholds: { quorumThreshold: number; validityThreshold: number },
): CommitteeSnapshot {
  const members = stakes.map((stake, index) => ({ name: nameOf(index + 1), stake, consensusKey: keyOf(index + 1) }));
  return { epoch: 1, members, ...thresholds };
}

const ofOnes = (count: number) => snapshot(Array(count).fill(1), chainThresholds(count));

describe('the chain formula', () => {
  it.each([
    [1, 1, 1],
    [2, 1, 1],
    [3, 3, 2],
    [4, 3, 2],
    [5, 3, 2],
    [6, 5, 3],
    [7, 5, 3],
    [8, 5, 3],
    [9, 7, 4],
    [10, 7, 4],
  ])('for %i members: quorum %i, validity %i', (members, quorumThreshold, validityThreshold) => {
    expect(chainThresholds(members)).toEqual({ quorumThreshold, validityThreshold });
  });

  it.each([1, 3, 4, 5, 6, 7, 8, 9, 10])('makes a committee of %i', (members) => {
    expect(createCommittee(ofOnes(members)).totalStake).toBe(members);
  });

  it('makes no safe committee of two', () => {
    expect(() => createCommittee(ofOnes(2))).toThrow(
      expect.objectContaining({ code: 'COMMITTEE_UNSAFE', fault: 'chain' }),
    );
  });
});

describe('a committee', () => {
  it('answers by name and knows nothing of strangers', () => {
    const committee = createCommittee(snapshot([5, 3, 2], { quorumThreshold: 7, validityThreshold: 4 }));
    expect(committee.totalStake).toBe(10);
    expect(committee.stakeOf(nameOf(2))).toBe(3);
    expect(committee.keyOf(nameOf(2))).toBe(keyOf(2));
    expect([committee.stakeOf(nameOf(9)), committee.keyOf(nameOf(9)), committee.has(nameOf(9))]).toEqual([
      0,
      undefined,
      false,
    ]);
    expect(stakeOfAll(committee, [nameOf(1), nameOf(1), nameOf(3), nameOf(9)])).toBe(7);
  });

  it('takes its quorum as given, and equality reaches it', () => {
    const committee = createCommittee(snapshot([1, 1, 1, 1, 1], { quorumThreshold: 4, validityThreshold: 2 }));
    expect([3, 4].map((stake) => reachesQuorum(committee, stake))).toEqual([false, true]);
  });

  it('keeps the chain order and gives its plain data back', () => {
    const plain = ofOnes(4);
    expect(committeeSnapshot(createCommittee(plain))).toEqual(plain);
    expect(JSON.parse(JSON.stringify(createCommittee(plain)))).toEqual({ ...plain, totalStake: 4 });
  });

  it.each([
    ['nobody', snapshot([], { quorumThreshold: 1, validityThreshold: 1 })],
    ['no stake', snapshot([0, 0], { quorumThreshold: 1, validityThreshold: 1 })],
    ['a negative stake', snapshot([2, -1], { quorumThreshold: 1, validityThreshold: 1 })],
    ['a broken stake', snapshot([1.5], { quorumThreshold: 1, validityThreshold: 1 })],
    ['an unsafe total', snapshot([2 ** 53 - 1, 1], { quorumThreshold: 2 ** 53 - 1, validityThreshold: 1 })],
    ['no validity threshold', snapshot([1], { quorumThreshold: 1, validityThreshold: 0 })],
  ])('is refused with %s', (_why, bad) => {
    expect(() => createCommittee(bad)).toThrow(expect.objectContaining({ code: 'COMMITTEE_INVALID' }));
  });

  it.each([
    ['half the stake', 2],
    ['more than all of it', 5],
  ])('is refused with a quorum of %s', (_why, quorumThreshold) => {
    const bad = snapshot([1, 1, 1, 1], { quorumThreshold, validityThreshold: 2 });
    expect(() => createCommittee(bad)).toThrow(expect.objectContaining({ code: 'COMMITTEE_UNSAFE' }));
  });

  it('is refused with a repeated name or the sequencer in it', () => {
    const plain = ofOnes(4);
    const [first, ...rest] = plain.members as [CommitteeSnapshot['members'][0]];
    const invalid = expect.objectContaining({ code: 'COMMITTEE_INVALID' });
    expect(() => createCommittee({ ...plain, members: [first, first, ...rest] })).toThrow(invalid);
    expect(() => createCommittee({ ...plain, members: [{ ...first, name: SEQUENCER }, ...rest] })).toThrow(invalid);
  });
});

describe('the upgrade vote', () => {
  it.each([
    [4, 5_000, 4],
    [7, 5_000, 6],
    [10, 5_000, 9],
    [4, 0, 3],
    [4, 10_000, 4],
    [10, 1, 8],
  ])('of %i members with a buffer of %i bps needs %i', (members, bps, needed) => {
    expect(upgradeVoteThreshold(createCommittee(ofOnes(members)), bps)).toBe(needed);
  });
});
