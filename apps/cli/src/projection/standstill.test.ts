import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unlessStill } from './standstill.ts';

describe('work of any length', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('may take longer than it may stand still', async () => {
    const done = unlessStill(60_000, async ({ signal, goesOn }) => {
      for (let step = 0; step < 100; step += 1) {
        vi.advanceTimersByTime(59_000);
        goesOn();
      }
      return signal.aborted;
    });
    expect(await done).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends where it stands still, and says so', async () => {
    const done = unlessStill(60_000, async ({ signal }) => {
      const ended = once(signal, 'abort');
      vi.advanceTimersByTime(60_000);
      await ended;
      throw new Error('what the work makes of it');
    });
    await expect(done).rejects.toThrow('nothing has gone on for 1 min');
  });

  it('fails as it does', async () => {
    await expect(unlessStill(60_000, () => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  });
});
