import { digest } from '@baton/protocol';
import { describe, expect, test } from 'vitest';
import { decodeReply, encodeReply, type SubmitReply } from './submit-reply.ts';

const keyDigest = digest('ab'.repeat(32));
const REPLIES: SubmitReply[] = [
  { outcome: 'accepted', keyDigest },
  { outcome: 'sequenced', keyDigest, epoch: 1, round: 2, sequence: 3 },
  { outcome: 'rejected', code: 'WRONG_EPOCH', fault: 'author', detail: 'epoch 3, expected 4' },
  {
    outcome: 'rejected',
    code: 'DUPLICATE',
    fault: 'author',
    detail: 'known',
    sequencedAt: { epoch: 1, round: 2, sequence: 3 },
  },
];

describe('replies of the sequencer', () => {
  test.each(REPLIES)('keeps %j', (reply) => {
    expect(decodeReply(encodeReply(reply))).toEqual(reply);
  });

  test.each(['', '{', 'null', '{}', '{"outcome":"sequenced","keyDigest":"aa","epoch":1}', '{"outcome":"maybe"}'])(
    'refuses %j',
    (text) => {
      expect(() => decodeReply(new TextEncoder().encode(text))).toThrow(
        expect.objectContaining({ code: 'REPLY_MALFORMED' }),
      );
    },
  );
});
