import { describe, expect, it } from 'vitest';
import { called, findMember } from './members.ts';

const members = [
  { label: 'validator-0', authority: `9a3f${'0'.repeat(92)}` },
  { label: 'validator-1', authority: `9a77${'0'.repeat(92)}` },
  { label: null, authority: `b1${'0'.repeat(94)}` },
];
const authorityOf = (name: string) => findMember(members, name).authority;

describe('the validator that a name means', () => {
  it('is the one of that label, or the only one whose authority begins so', () => {
    expect(authorityOf('validator-1')).toBe(members[1]?.authority);
    expect(authorityOf('9a3')).toBe(members[0]?.authority);
    expect(authorityOf('B1')).toBe(members[2]?.authority);
    expect(authorityOf(`${members[0]?.authority.slice(0, 12)}…`)).toBe(members[0]?.authority);
  });

  it.each([
    ['9a', /beginning of 2 validators/],
    ['9', /no validator known here: validator-0, validator-1, b10000000000…/],
    ['validator', /no validator known here/],
    ['', /no validator known here/],
  ])('%j is refused as unusable', (name, message) => {
    expect(() => authorityOf(name)).toThrow(message);
    expect(() => authorityOf(name)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('is called by its label where it has one', () => {
    const labels = new Map([[members[0]!.authority, 'validator-0']]);
    expect(called(members[0]!.authority, labels)).toBe('validator-0 (9a3f00000000…)');
    expect(called(members[2]!.authority, labels)).toBe('b10000000000…');
  });
});
