import { LogError, SubmitRejected } from '@baton/log';
import { describe, expect, it } from 'vitest';
import { judgeSubmissionFailure, retryDelayMs } from './submission-failure.ts';

const rejected = (code: SubmitRejected['code'], sequencedAt?: { epoch: number; round: number; sequence: number }) =>
  new SubmitRejected({ code, fault: 'author', detail: 'no', ...(sequencedAt ? { sequencedAt } : {}) });

describe('judgeSubmissionFailure', () => {
  const at = { epoch: 1, round: 2, sequence: 3 };
  it.each([
    ['a duplicate that stands in the log', rejected('DUPLICATE', at), { kind: 'sequenced', at }],
    ['a duplicate that waits for its commit', rejected('DUPLICATE'), { kind: 'retry', reason: 'DUPLICATE' }],
    ['a closed epoch', rejected('EPOCH_CLOSED'), { kind: 'epoch_over' }],
    ['the other side of a boundary', rejected('WRONG_EPOCH'), { kind: 'retry', reason: 'WRONG_EPOCH' }],
    ['a sequencer that is away', new LogError('LOG_UNAVAILABLE', 'x'), { kind: 'retry', reason: 'LOG_UNAVAILABLE' }],
    [
      'bytes that nobody takes',
      rejected('INVALID_SIGNATURE'),
      { kind: 'refused', code: 'INVALID_SIGNATURE', detail: 'INVALID_SIGNATURE: no' },
    ],
  ])('%s', (_, error, expected) => {
    expect(judgeSubmissionFailure(error)).toEqual(expected);
  });
});

describe('retryDelayMs', () => {
  it('doubles up to a second', () => {
    expect([1, 2, 3, 4, 100].map(retryDelayMs)).toEqual([200, 400, 800, 1000, 1000]);
  });
});
