import { authorityName, chainThresholds, consensusKey, digest } from '@baton/protocol';
import { expect, it } from 'vitest';
import { effectiveInputs } from './effective-inputs.ts';

const nameOf = (seat: number) => authorityName(`${seat}`.repeat(96));
const peer = (seat: number) => ({ name: nameOf(seat), digest: digest(`${seat}`.repeat(64)) });
const committeeOf = (epoch: number, seats: number[]) => ({
  epoch,
  members: seats.map((seat) => ({ name: nameOf(seat), consensusKey: consensusKey(`${seat}`.repeat(64)), stake: 1 })),
  ...chainThresholds(seats.length),
});
const facts = {
  frozen: [1, 2, 3, 4, 5, 6].map(peer),
  committee: committeeOf(2, [1, 2, 3, 4]),
  nextCommittee: committeeOf(3, [2, 3, 4, 5]),
};

it('has who sits in either committee, and nobody else who froze', () => {
  expect(effectiveInputs(facts)).toEqual({ waitingFor: null, inputs: [1, 2, 3, 4, 5].map(peer) });
});

it('has nothing that could still change', () => {
  expect(effectiveInputs({ ...facts, nextCommittee: null })).toEqual({ waitingFor: 'next_committee', inputs: [] });
  expect(effectiveInputs({ ...facts, frozen: [] })).toEqual({ waitingFor: 'freeze', inputs: [] });
});
