import { digest } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { FetchSchedule } from './fetch-schedule.ts';

const name = digest('a'.repeat(64));

describe('FetchSchedule', () => {
  it('asks at once, not twice at a time, and again only after the interval', () => {
    const schedule = new FetchSchedule();
    expect(schedule.isDue(name, 0)).toBe(true);
    schedule.begin(name);
    expect(schedule.isDue(name, 5_000)).toBe(false);
    schedule.end(name, 7_000);
    expect([schedule.isDue(name, 6_999), schedule.isDue(name, 7_000)]).toEqual([false, true]);
  });

  it('asks anew for what was forgotten', () => {
    const schedule = new FetchSchedule();
    schedule.end(name, 7_000);
    schedule.keepOnly(new Set());
    expect(schedule.isDue(name, 0)).toBe(true);
  });
});
