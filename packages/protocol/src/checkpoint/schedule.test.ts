import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocolConfiguration } from '../configuration.ts';
import { sessionOutput } from '../testing/messages.ts';
import { digestOf, keyId } from '../testing/network.ts';
import { buildCheckpointContents } from './contents.ts';
import type { CheckpointItem } from './items.ts';
import { type CheckpointQueue, emptyCheckpointQueue, enqueue, scheduleCheckpoints } from './schedule.ts';

const configuration = protocolConfiguration(4);
const session = (number: number): CheckpointItem => ({ type: 'user_session', ...sessionOutput(number) });
const sessions = (count: number, from = 1) => Array.from({ length: count }, (_, index) => session(from + index));
const holding = (items: CheckpointItem[], given: Partial<CheckpointQueue> = {}) =>
  enqueue({ ...emptyCheckpointQueue(0), ...given }, items);
const at = (queue: CheckpointQueue, round: number, closing = false) =>
  scheduleCheckpoints({ queue, round, closing, configuration });

describe('checkpoints', () => {
  it('are not made of nothing, not even at the close', () => {
    const queue = emptyCheckpointQueue(7);
    expect(at(queue, 100, true)).toEqual({ queue, checkpoints: [] });
  });

  it('follow the number that the chain processed last', () => {
    expect(at(holding([session(1)], { lastNumber: 41 }), 3)).toEqual({
      queue: { pending: [], lastNumber: 42, lastRound: 3 },
      checkpoints: [{ sequenceNumber: 42, items: [session(1)] }],
    });
  });

  it('keep their distance in rounds, but for the closing one', () => {
    const queue = holding([session(1)], { lastNumber: 1, lastRound: 10 });
    expect(at(queue, 14).checkpoints).toEqual([]);
    expect(at(queue, 15).checkpoints).toHaveLength(1);
    expect(at(queue, 10, true).checkpoints).toHaveLength(1);
  });

  it('hold at most as many messages, and as many bytes, as configured', () => {
    const many = { ...configuration, maxCheckpointSizeBytes: 1_000_000 };
    const queue = holding(sessions(1_001));
    const byCount = scheduleCheckpoints({ queue, round: 1, closing: false, configuration: many });
    expect(byCount.checkpoints.map(({ items }) => items.length)).toEqual([500, 500, 1]);
    expect(byCount.checkpoints.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3]);
    const bySize = at(queue, 1).checkpoints;
    expect(bySize.map(({ items }) => items.length)).toEqual([465, 465, 71]);
  });

  it('put a network key output of any size into one checkpoint', () => {
    const output: CheckpointItem = {
      type: 'network_key_output',
      keyId: keyId(0),
      output: 'dkg',
      digest: digestOf('o'),
    };
    expect(at(holding([session(1), output, session(2)]), 1).checkpoints).toHaveLength(1);
  });

  it('lose nothing, keep the order, and stay within the bounds as they are encoded', () => {
    const bounds = fc.record({
      maxMessagesPerCheckpoint: fc.integer({ min: 1, max: 20 }),
      maxCheckpointSizeBytes: fc.integer({ min: 150, max: 3_000 }),
    });
    fc.assert(
      fc.property(fc.nat(60), bounds, (count, bound) => {
        const items: CheckpointItem[] = [...sessions(count), { type: 'end_of_publish' }];
        const limits = { ...configuration, ...bound };
        const { checkpoints } = scheduleCheckpoints({
          queue: holding(items),
          round: 1,
          closing: true,
          configuration: limits,
        });
        expect(checkpoints.flatMap((checkpoint) => checkpoint.items)).toEqual(items);
        expect(checkpoints.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
          checkpoints.map((_, index) => index + 1),
        );
        for (const checkpoint of checkpoints) {
          expect(checkpoint.items.length).toBeLessThanOrEqual(bound.maxMessagesPerCheckpoint);
          const built = buildCheckpointContents({ epoch: 1, kind: 'dwallet', ...checkpoint }, () => null);
          const bytes = built.outcome === 'built' ? built.contents.length : expect.unreachable();
          expect(bytes).toBeLessThanOrEqual(bound.maxCheckpointSizeBytes);
        }
      }),
    );
  });
});
