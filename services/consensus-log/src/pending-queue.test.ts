import { authorityName, digest } from '@baton/protocol';
import { describe, expect, test } from 'vitest';
import { PendingQueue } from './pending-queue.ts';
import type { PendingMessage } from './submission.ts';

function message(id: number, bytes = 10): PendingMessage {
  const key = digest(id.toString(16).padStart(64, '0'));
  return {
    bytes: new Uint8Array(bytes),
    kind: 'end_of_publish',
    author: authorityName('a1'.repeat(48)),
    trace: {},
    keyDigest: key,
    dedupIdentity: key,
    settle: () => undefined,
  };
}

const LIMITS = { messages: 3, bytes: 100 };

describe('the queue of admitted messages', () => {
  test('keeps the order of arrival and leaves messages in until removed', () => {
    const queue = new PendingQueue(10);
    const [a, b] = [message(1), message(2)];
    queue.push(a);
    queue.push(b);
    expect(queue.peek(LIMITS)).toEqual([a, b]);
    expect(queue.size).toBe(2);
    expect(queue.remove((m) => m === a)).toEqual([a]);
    expect(queue.has(a.dedupIdentity)).toBe(false);
    expect(queue.has(b.dedupIdentity)).toBe(true);
    expect(queue.peek(LIMITS)).toEqual([b]);
  });

  test('a commit is bounded by count and by bytes, but never empty for a large message', () => {
    const queue = new PendingQueue(10);
    for (const id of [1, 2, 3, 4]) queue.push(message(id));
    expect(queue.peek(LIMITS)).toHaveLength(3);
    expect(queue.peek({ messages: 10, bytes: 25 })).toHaveLength(2);
    expect(queue.peek({ messages: 10, bytes: 1 })).toHaveLength(1);
  });

  test('is full at its capacity', () => {
    const queue = new PendingQueue(1);
    expect(queue.full).toBe(false);
    queue.push(message(1));
    expect(queue.full).toBe(true);
  });

  test('tells when enough messages wait', async () => {
    const queue = new PendingQueue(10);
    const waiting = queue.whenHolding(2);
    queue.push(message(1));
    queue.push(message(2));
    await waiting;
    await queue.whenHolding(1);
  });
});
