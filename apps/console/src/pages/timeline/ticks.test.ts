import { describe, expect, it } from 'vitest';
import { durationTicks } from './ticks.ts';

describe('marks on a span of time', () => {
  it('are in steps that people count in, and not too many', () => {
    expect(durationTicks(10_000, 5)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000]);
    expect(durationTicks(595_000, 12)).toEqual(Array.from({ length: 10 }, (_, minute) => minute * 60_000));
    expect(durationTicks(1_000, 3)).toEqual([0, 500, 1_000]);
  });

  it('go on past the longest step', () => {
    expect(durationTicks(400 * 3_600_000, 4)).toEqual([0, 100, 200, 300, 400].map((hours) => hours * 3_600_000));
  });
});
