import { describe, expect, it } from 'vitest';
import type { Barrier } from '../../api/barrier.ts';
import type { Message } from '../../api/log.ts';
import { extentOf, lanesOf, type Milestones } from './timeline.ts';

const message = (kind: string, author: string | null, timestampMs: number): Message => ({
  sequence: timestampMs,
  round: timestampMs / 100,
  timestampMs,
  kind,
  author,
  trackingId: null,
  keyDigest: null,
  digest: 'd',
  bytes: 1,
  traceId: null,
  dropped: null,
});
const none: Milestones = {
  timeOf: (round) => (round === null ? null : round * 100),
  quorumRound: null,
  freezeRound: null,
  voteQuorumRound: null,
  closeRound: null,
  closeReason: null,
  agreedRounds: [],
  barrier: undefined,
};
const lane = (lanes: ReturnType<typeof lanesOf>, name: string) => lanes.find((one) => one.name === name)?.moments;

describe('the timeline of an epoch', () => {
  it('puts what members did and what they reached on the same lane', () => {
    const messages = [
      message('epoch_mpc_data_ready_signal', 'a', 1_000),
      message('epoch_mpc_data_ready_signal', 'b', 1_200),
    ];
    const lanes = lanesOf(messages, { ...none, quorumRound: 12, freezeRound: 15 }, (name) => `v-${name}`);
    expect(lane(lanes, 'Ready signals')?.map(({ at, text }) => [at, text])).toEqual([
      [1_000, 'v-a signalled ready'],
      [1_200, 'v-b signalled ready'],
      [1_200, 'Ready quorum, round 12'],
    ]);
    expect(lane(lanes, 'Freeze')).toEqual([{ at: 1_500, text: 'Frozen, round 15', tone: 'ok', kind: 'milestone' }]);
  });

  it('marks a close by the backstop as one to look at', () => {
    const lanes = lanesOf([], { ...none, closeRound: 20, closeReason: 'backstop' }, String);
    expect(lane(lanes, 'Close')?.[0]).toMatchObject({ tone: 'wait', text: 'Closed by backstop, round 20' });
  });

  it('says what the barrier of the next epoch waits for', () => {
    const barrier = { since: 5_000, readyAt: null, state: 'waiting', reason: 'certificate_missing' } as Barrier;
    expect(lane(lanesOf([], { ...none, barrier }, String), 'Next barrier')?.[1]).toMatchObject({
      tone: 'wait',
      text: 'The barrier waits: certificate missing',
    });
  });

  it('reaches from the first moment to the last, or to now', () => {
    const lanes = lanesOf([message('epoch_opened', null, 1_000)], none, String);
    expect(extentOf(lanes, 9_000)).toEqual({ from: 1_000, to: 9_000 });
    expect(extentOf(lanes, null)).toEqual({ from: 1_000, to: 2_000 });
    expect(extentOf([], 9_000)).toBeUndefined();
  });
});
