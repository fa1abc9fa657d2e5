import { describe, expect, it } from 'vitest';
import { announcementSigningBytes } from '../messages/index.ts';
import { blobOf, committeeOf, digestOf, EPOCH, validator } from '../testing/network.ts';
import {
  type BufferedJoiner,
  CANDIDATES_PER_RELAYER_AND_JOINER,
  JOINER_BUFFER_CAP,
  pushBufferedJoinerAnnouncement,
  reevaluateBufferedJoinerAnnouncements,
} from './buffer.ts';
import { verifyJoinerAnnouncement } from './joiner.ts';
import { announcementTimestampMs } from './timestamp.ts';

const nextCommittee = committeeOf([0, 1, 4], { epoch: EPOCH + 1 });

function signedBy(joiner: number, given: { epoch?: number; signer?: number; timestampMs?: number } = {}) {
  const announcement = {
    validator: validator(joiner).name,
    epoch: given.epoch ?? EPOCH + 1,
    timestampMs: given.timestampMs ?? 1,
    blobHash: blobOf(joiner),
  };
  return {
    announcement,
    joinerSignature: validator(given.signer ?? joiner).sign(announcementSigningBytes(announcement)),
  };
}

function candidate(
  joiner: number,
  label: string,
  given: { relayer?: number; arrivedMs?: number; signer?: number; epoch?: number } = {},
): BufferedJoiner {
  return {
    signed: signedBy(joiner, given),
    digest: digestOf(label),
    relayer: validator(given.relayer ?? 0).name,
    arrivedMs: given.arrivedMs ?? 0,
    sequence: 1,
  };
}

describe("a joiner's announcement", () => {
  const verify = (signed: ReturnType<typeof signedBy>, committee: typeof nextCommittee | null = nextCommittee) =>
    verifyJoinerAnnouncement({ signed, expectedEpoch: EPOCH + 1, nextCommittee: committee });

  it('is judged by epoch, registration, signature, in this order', () => {
    expect(verify(signedBy(9, { epoch: EPOCH, signer: 8 }))).toBe('inconsistent_envelope');
    expect(verify(signedBy(9, { signer: 8 }))).toBe('unregistered_joiner');
    expect(verify(signedBy(4, { signer: 8 }))).toBe('invalid_signature');
    expect(verify(signedBy(4))).toBe('accept');
    expect(verify(signedBy(4), null)).toBe('unregistered_joiner');
  });

  it('can not be moved to another epoch or blob', () => {
    const signed = signedBy(4);
    const moved = { ...signed, announcement: { ...signed.announcement, blobHash: digestOf('other') } };
    expect(verify(moved)).toBe('invalid_signature');
  });
});

describe('the joiner buffer', () => {
  const push = (buffer: readonly BufferedJoiner[], next: BufferedJoiner, nowMs = 0, relayers = 4) =>
    pushBufferedJoinerAnnouncement({ buffer, candidate: next, nowMs, relayers });

  it('keeps several candidates of a joiner, each once', () => {
    const one = push([], candidate(4, 'forged')).buffer;
    const two = push(one, candidate(4, 'genuine', { relayer: 1 })).buffer;
    expect(two.map((entry) => entry.digest)).toEqual([digestOf('forged'), digestOf('genuine')]);
    expect(push(two, candidate(4, 'genuine', { relayer: 2 }))).toEqual({ buffer: two, added: [], removed: [] });
  });

  it('gives a flooding relayer its own share and no other', () => {
    let buffer: readonly BufferedJoiner[] = push([], candidate(4, 'genuine', { relayer: 1 })).buffer;
    for (let n = 0; n < 50; n++) buffer = push(buffer, candidate(4, `flood ${n}`)).buffer;
    expect(buffer).toHaveLength(1 + CANDIDATES_PER_RELAYER_AND_JOINER);
    expect(buffer[0]?.digest).toBe(digestOf('genuine'));
    let many: readonly BufferedJoiner[] = [];
    for (let joiner = 0; joiner < 100; joiner++) many = push(many, candidate(joiner, `${joiner}`), 0, 64).buffer;
    expect(many).toHaveLength(JOINER_BUFFER_CAP / 64);
  });

  it('never exceeds its cap', () => {
    const full = Array.from({ length: JOINER_BUFFER_CAP }, (_, index) => candidate(4, `${index}`, { relayer: 3 }));
    const { buffer, removed } = push(full, candidate(5, 'newest', { relayer: 1 }));
    expect(buffer).toHaveLength(JOINER_BUFFER_CAP);
    expect(removed).toEqual([full[0]]);
  });

  it('forgets at 300 s, not before', () => {
    const waiting = push([], candidate(4, 'a')).buffer;
    expect(push(waiting, candidate(5, 'b', { arrivedMs: 299_999 }), 299_999).removed).toEqual([]);
    expect(push(waiting, candidate(5, 'b', { arrivedMs: 300_000 }), 300_000).removed).toEqual(waiting);
  });

  it('is judged when the next committee is known', () => {
    const buffer = [
      candidate(4, 'good'),
      candidate(9, 'unregistered'),
      candidate(1, 'forged', { signer: 8 }),
      candidate(0, 'wrong epoch', { epoch: EPOCH }),
      candidate(0, 'expired', { arrivedMs: -300_000 }),
    ];
    const { accepted, kept, dropped } = reevaluateBufferedJoinerAnnouncements({
      buffer,
      expectedEpoch: EPOCH + 1,
      nextCommittee,
      nowMs: 0,
    });
    expect(accepted).toEqual([buffer[0]]);
    expect(kept).toEqual([buffer[1]]);
    expect(new Set(dropped)).toEqual(new Set(buffer.slice(2)));
  });
});

describe('the own timestamp', () => {
  it('never falls behind the recorded one', () => {
    expect(announcementTimestampMs(500, null)).toBe(500);
    expect(announcementTimestampMs(500, 900)).toBe(901);
    expect(announcementTimestampMs(0, null)).toBe(1);
  });
});
