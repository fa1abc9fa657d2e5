import { describe, expect, test } from 'vitest';
import { Change, longPoll } from './index.ts';

const never = new AbortController().signal;

describe('long poll', () => {
  test('answers at once when there is nothing to wait for', async () => {
    expect(await longPoll({ read: async () => 1, done: (value) => value === 1, signal: never })).toBe(1);
  });

  test('reads again at each announcement', async () => {
    const change = new Change();
    let value = 0;
    const polled = longPoll({
      read: async () => value,
      done: (seen) => {
        if (seen < 3) {
          value += 1;
          change.announce();
        }
        return seen === 3;
      },
      change,
      signal: never,
    });
    expect(await polled).toBe(3);
  });

  test('looks again without an announcement', async () => {
    let reads = 0;
    await longPoll({ read: async () => ++reads, done: (value) => value === 2, signal: never });
    expect(reads).toBe(2);
  });

  test('gives the present state when time is over or the client has gone', async () => {
    const read = async () => 'waiting';
    expect(await longPoll({ read, done: () => false, signal: never, timeoutMs: 10 })).toBe('waiting');
    expect(await longPoll({ read, done: () => false, signal: AbortSignal.timeout(10) })).toBe('waiting');
    expect(await longPoll({ read, done: () => false, signal: AbortSignal.abort() })).toBe('waiting');
  });
});
