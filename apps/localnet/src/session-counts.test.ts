import { describe, expect, it } from 'vitest';
import { SessionCounter } from './session-counts.ts';

const view = (epoch: number, nextSequenceNumber: number, completed: number, target: number, locked = false) => ({
  epoch,
  locked,
  userSessions: { started: nextSequenceNumber - 1, completed, target, nextSequenceNumber, maxActiveBuffer: 100 },
});

describe('the count of user sessions', () => {
  it('belongs to the epoch in which the chain shows it', () => {
    const counter = new SessionCounter();
    for (const seen of [
      view(1, 1, 0, 0),
      view(1, 6, 3, 5),
      view(1, 9, 5, 5, true),
      view(2, 11, 5, 10),
      view(2, 11, 10, 10),
    ])
      counter.observe(seen);
    expect(counter.of(1)).toEqual({ requested: 8, completed: 5, openAtLock: 3, overshoot: 0 });
    expect(counter.of(2)).toEqual({ requested: 2, completed: 5, openAtLock: 0, overshoot: 0 });
    expect(counter.of(3)).toEqual({ requested: 0, completed: 0, openAtLock: 0, overshoot: 0 });
    expect([counter.requested, counter.open]).toEqual([10, 0]);
  });

  it('tells what was open when the lock came, not what was completed under it', () => {
    const counter = new SessionCounter();
    for (const seen of [view(1, 9, 5, 8), view(1, 9, 6, 8, true), view(1, 12, 8, 8, true)]) counter.observe(seen);
    expect(counter.of(1).openAtLock).toBe(2);
  });

  it('notices what is completed beyond the fixed target', () => {
    const counter = new SessionCounter();
    for (const seen of [view(1, 9, 5, 5, true), view(1, 9, 7, 5, true)]) counter.observe(seen);
    expect(counter.of(1).overshoot).toBe(2);
  });
});
