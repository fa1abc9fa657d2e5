import { authorityName } from '@baton/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuthorRateLimiter } from './rate-limit.ts';

const ALICE = authorityName('a1'.repeat(48));
const BOB = authorityName('b0'.repeat(48));

describe('the rate limit of an author', () => {
  test('allows a burst, then as much as refills', () => {
    const limiter = new AuthorRateLimiter({ burst: 2, perSecond: 10 });
    expect([0, 0, 0].map((now) => limiter.take(ALICE, now))).toEqual([true, true, false]);
    expect(limiter.take(ALICE, 99)).toBe(false);
    expect(limiter.take(ALICE, 100)).toBe(true);
    expect(limiter.take(ALICE, 100)).toBe(false);
  });

  test('one author does not use up what another has', () => {
    const limiter = new AuthorRateLimiter({ burst: 1, perSecond: 1 });
    expect(limiter.take(ALICE, 0)).toBe(true);
    expect(limiter.take(ALICE, 0)).toBe(false);
    expect(limiter.take(BOB, 0)).toBe(true);
  });

  test('never grants more than burst and rate together, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 200 }), (times) => {
        const limiter = new AuthorRateLimiter({ burst: 5, perSecond: 2 });
        const granted = times.filter((now) => limiter.take(ALICE, now)).length;
        const spanMs = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
        expect(granted).toBeLessThanOrEqual(5 + (spanMs * 2) / 1_000);
      }),
    );
  });
});
