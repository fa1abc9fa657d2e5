import { describe, expect, it } from 'vitest';
import { defaultGraceRounds } from './options.ts';

describe('the default grace', () => {
  it.each([
    [3, 2],
    [6, 5],
    [10, 8],
    [59, 49],
    [60, 50],
    [86_400, 50],
  ])('of epochs of %i seconds is %i rounds', (seconds, rounds) => {
    expect(defaultGraceRounds(seconds)).toBe(rounds);
  });
});
