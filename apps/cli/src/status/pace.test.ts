import { describe, expect, it } from 'vitest';
import { secondsToHead } from './pace.ts';

const reading = (atMs: number, round: number | null, headRound: number | null, epoch = 3) => ({
  atMs,
  epoch,
  round,
  headRound,
});

describe('seconds to the head of the log', () => {
  it('count the growth of the head in', () => {
    // 1,000 a second, while the head grows by 10: 990 gained a second, 3,010 left.
    expect(secondsToHead(reading(0, 1_000, 5_000), reading(1_000, 2_000, 5_010))).toBe(4);
  });

  it.each([
    ['nothing was processed', reading(0, 1_000, 5_000), reading(1_000, 1_000, 5_000)],
    ['the head runs away', reading(0, 1_000, 5_000), reading(1_000, 1_005, 5_010)],
    ['another epoch is read', reading(0, 1_000, 5_000), reading(1_000, 5, 9_000, 4)],
    ['nothing was read yet', reading(0, null, 5_000), reading(1_000, 5, 5_000)],
    ['no time has passed', reading(0, 1_000, 5_000), reading(0, 2_000, 5_000)],
  ])('are not told where %s', (_name, before, now) => {
    expect(secondsToHead(before, now)).toBeNull();
  });
});
