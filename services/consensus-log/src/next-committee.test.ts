import { TestNetwork } from '@baton/log/testing';
import { describe, expect, test } from 'vitest';
import { decideNextCommittee } from './next-committee.ts';

const network = new TestNetwork('next');
const facts = {
  epoch: 3,
  committee: network.committee(3),
  protocolVersion: 4,
  epochStartMs: 0,
  lastCheckpoint: { system: 0, coordinator: 0 },
  nextCommittee: network.committee(4),
};

describe('the next committee that the chain names', () => {
  test('is recorded while the epoch is the present one', () => {
    expect(decideNextCommittee(facts, 3)).toEqual({ decision: 'record', committee: network.committee(4) });
    expect(decideNextCommittee(facts, 2)).toEqual({ decision: 'nothing' });
    expect(decideNextCommittee({ ...facts, nextCommittee: null }, 3)).toEqual({ decision: 'nothing' });
  });

  test.each([
    ['a quorum of half the stake', { quorumThreshold: 2 }, 'COMMITTEE_UNSAFE'],
    ['a quorum nobody can reach', { quorumThreshold: 5 }, 'COMMITTEE_UNSAFE'],
    ['no members', { members: [] }, 'COMMITTEE_INVALID'],
    ['another epoch', { epoch: 6 }, 'COMMITTEE_INVALID'],
  ])('is refused with %s', (_, change, code) => {
    const decision = decideNextCommittee({ ...facts, nextCommittee: { ...network.committee(4), ...change } }, 3);
    expect(decision).toMatchObject({ decision: 'refuse', error: { code, fault: 'chain' } });
  });
});
