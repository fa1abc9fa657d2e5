import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.ts';
import { namesNext, relays } from '../testing/messages.ts';
import { blobOf, committeeOf, contextOf, digestOf, EPOCH, validator } from '../testing/network.ts';
import { freezeFold } from './fold.ts';

const context = contextOf();
const name = (index: number) => validator(index).name;
const fresh = (before: Parameters<typeof given>[2][]) => given(freezeFold, context, { round: 1 }, ...before);

describe('joiners', () => {
  const next = namesNext(committeeOf([0, 1, 2, 4], { epoch: EPOCH + 1 }));

  it('are recorded at once where the next committee is', () => {
    fresh([{ round: 2, messages: [next] }])
      .when({ round: 3, messages: [relays(1, 4)] })
      .thenRows('announcement', [{ epoch: EPOCH + 1, validator: name(4), relayed: true, streamEpoch: EPOCH }])
      .thenRows('joinerBuffer', []);
  });

  it.each([
    ['a forged signature', relays(1, 4, { forged: true })],
    ['a wrong epoch', relays(1, 4, { epoch: EPOCH })],
    ['nobody who sits next', relays(1, 9)],
  ])('are dropped with %s', (_, message) => {
    fresh([{ round: 2, messages: [next] }])
      .when({ round: 3, messages: [message] })
      .thenNothingHappened();
  });

  it('wait for the record of the next committee, several candidates for each', () => {
    const forged = relays(1, 4, { forged: true, timestampMs: 5_000, blobHash: digestOf('evil') });
    const waiting = fresh([
      { round: 2, messages: [relays(2, 4)] },
      { round: 3, messages: [forged] },
    ]);
    const judged = waiting.when({ round: 4, messages: [next] });
    judged.thenRows('announcement', [{ validator: name(4), blobHash: blobOf(4), round: 4, sequence: 2_000 }]);
    expect(judged.of('joinerBuffer').map((change) => change.op)).toEqual(['delete', 'delete']);
    expect(judged.state.joinerBuffer).toEqual([]);
  });

  it('expire after 300 s of consensus time', () => {
    const waiting = given(freezeFold, context, { round: 1, timestampMs: 0, messages: [relays(2, 4)] });
    waiting.when({ round: 2, timestampMs: 299_999 }).thenNothingHappened();
    const expired = waiting.when({ round: 2, timestampMs: 300_000 });
    expect(expired.rows).toMatchObject([{ table: 'joinerBuffer', op: 'delete', row: { joiner: name(4) } }]);
    expired.thenRows('announcement', []);
    waiting.when({ round: 2, timestampMs: 300_000, messages: [next] }).thenRows('announcement', []);
  });

  it('can be judged only by the first record of an epoch', () => {
    const other = namesNext(committeeOf([0, 1, 2, 5], { epoch: EPOCH + 1 }));
    fresh([{ round: 2, messages: [next] }])
      .when({ round: 3, messages: [other] })
      .thenNothingHappened();
  });
});
