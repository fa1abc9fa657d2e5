import { authorityName } from '@baton/protocol';
import { describe, expect, test } from 'vitest';
import { type FanOutOptions, type FanOutProgress, fanOut } from './joiner-fan-out.ts';
import type { PushAnswer } from './relay-client.ts';

const names = [1, 2, 3, 4].map((byte) => authorityName(`0${byte}`.repeat(48)));
const members = names.map((name) => ({ name, url: `http://${name}` }));
const ACCEPTED: PushAnswer = { kind: 'accepted' };
const DEAD: PushAnswer = { kind: 'failed', reason: 'TypeError' };
const LYING: PushAnswer = { kind: 'rejected', reason: 'invalid_signature' };

function run(answers: readonly (PushAnswer | Promise<PushAnswer>)[], overrides: Partial<FanOutOptions> = {}) {
  const asked = new Map<string, number>();
  const seen: FanOutProgress[] = [];
  const done = fanOut({
    members: () => members,
    committeeSize: 4,
    intervalMs: 1,
    push: async ({ name }) => {
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return (await answers[names.indexOf(name)]) ?? DEAD;
    },
    onProgress: (progress) => seen.push(progress),
    signal: new AbortController().signal,
    ...overrides,
  });
  return { done, asked: (index: number) => asked.get(names[index] ?? '') ?? 0, seen };
}

describe('a joiner pushing to the members', () => {
  test('is done with floor(n / 3) + 1 distinct members', async () => {
    expect(await run([ACCEPTED, ACCEPTED, DEAD, DEAD]).done).toMatchObject({ state: 'done', attempts: 1, required: 2 });
  });

  test('counts a member once, over all attempts, and asks it no more', async () => {
    const { done, asked } = run([ACCEPTED, DEAD, LYING, DEAD]);
    expect(await done).toMatchObject({ state: 'exhausted', attempts: 100, accepted: [names[0]] });
    expect([asked(0), asked(1), asked(2)]).toEqual([1, 100, 100]);
  });

  test('lands with one dead, one lying and one slow member, and does not ask the slow one again meanwhile', async () => {
    const slow = Promise.withResolvers<PushAnswer>();
    const { done, asked, seen } = run([DEAD, LYING, slow.promise, ACCEPTED], {
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.attempts === 5) slow.resolve(ACCEPTED);
      },
    });
    expect(await done).toMatchObject({ state: 'done', accepted: [names[3], names[2]] });
    expect(asked(2)).toBe(1);
    expect(asked(0)).toBeGreaterThanOrEqual(5);
    expect(seen.at(-1)?.answers).toContainEqual(
      expect.objectContaining({ name: names[1], answer: 'invalid_signature' }),
    );
  });

  test('reads the addresses anew for each attempt', async () => {
    let reachable = members.slice(0, 1);
    const { done } = run([ACCEPTED, ACCEPTED], {
      members: () => {
        const now = reachable;
        reachable = members;
        return now;
      },
    });
    expect(await done).toMatchObject({ state: 'done', attempts: 2 });
  });

  test('stops when told', async () => {
    const stop = new AbortController();
    const { done } = run([DEAD], { intervalMs: 60_000, onProgress: () => stop.abort(), signal: stop.signal });
    await expect(done).rejects.toThrow();
  });
});
