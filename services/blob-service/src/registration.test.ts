import { digest } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { decideRegistration } from './registration.ts';

const one = digest('1'.repeat(64));
const two = digest('2'.repeat(64));

describe('decideRegistration', () => {
  it.each([
    ['a free slot', undefined, 'engine', { kind: 'register' }],
    ['the same output again', one, 'engine', { kind: 'known' }],
    ['another output of the engine', two, 'engine', { kind: 'conflict', held: two }],
    ['another output that the committee agreed on', two, 'agreed', { kind: 'replace', held: two }],
  ] as const)('%s', (_, held, source, expected) => {
    expect(decideRegistration({ held, offered: one, source })).toEqual(expected);
  });
});
