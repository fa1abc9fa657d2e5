import { type AuthorityName, type ConsensusKey, chainThresholds } from '@baton/protocol';
import { expect, it } from 'vitest';
import { placeOf, TurnTaking } from './turn-taking.ts';

const name = (index: number) => index.toString(16).padStart(96, '0') as AuthorityName;
const members = [0, 1, 2, 3].map((index) => ({ name: name(index), stake: 1, consensusKey: '' as ConsensusKey }));
const committee = { epoch: 1, members, ...chainThresholds(4) };

it('gives every member a place of its own, another first one each time, and strangers none', () => {
  for (const salt of [0, 1, 7]) {
    const places = members.map((member) => placeOf(committee, member.name, salt)?.place);
    expect(new Set(places)).toEqual(new Set([0, 1, 2, 3]));
  }
  expect(placeOf(committee, name(1), 3)?.place).toBe(0);
  expect(placeOf(committee, name(9), 0)).toBeNull();
});

it('lets the next one send when a step has stayed due, and starts anew when it was done', () => {
  const time = { ms: 0 };
  const turns = new TurnTaking(250, () => time.ms);
  turns.planned(['a']);
  expect(turns.waitMs('a', 0)).toBe(0);
  expect(turns.waitMs('a', 2)).toBe(500);
  time.ms = 400;
  turns.planned(['a', 'b']);
  expect(turns.waitMs('a', 2)).toBe(100);
  expect(turns.waitMs('b', 1)).toBe(250);
  time.ms = 500;
  expect(turns.waitMs('a', 2)).toBe(0);
  turns.planned([]);
  turns.planned(['a']);
  expect(turns.waitMs('a', 2)).toBe(500);
});
