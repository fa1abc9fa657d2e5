import { describe, expect, it } from 'vitest';
import { peers } from '../testing/messages.ts';
import { blobOf, committeeOf, digestOf, EPOCH, FOUR, validator } from '../testing/network.ts';
import { canonicalizeReadySignalPeers } from './canonicalize.ts';
import { type DecideReadySignalEmission, decideReadySignalEmission } from './emission.ts';
import { decideReadyToFinalize, readySignalDeadlineMs } from './emit-gate.ts';
import { decideLocallyValidatedPeers } from './locally-validated.ts';

const committee = committeeOf(FOUR);
const name = (index: number) => validator(index).name;

describe('canonicalisation', () => {
  it('keeps the last pair of a name, sorts, and counts what it collapsed', () => {
    const validatedPeers = [...peers([2, 1, 0], 'old'), ...peers([2])];
    expect(canonicalizeReadySignalPeers({ validatedPeers, committee })).toEqual({
      outcome: 'accept',
      validatedPeers: [...peers([0, 1], 'old'), ...peers([2])],
      coverage: 3,
      nonCommitteeKept: [],
      duplicatesCollapsed: 1,
    });
  });

  it('keeps outsiders, sorted, at weight zero', () => {
    const result = canonicalizeReadySignalPeers({ validatedPeers: peers([9, 8, 0, 1, 2]), committee });
    expect(result).toMatchObject({ outcome: 'accept', coverage: 3, nonCommitteeKept: [name(8), name(9)] });
  });

  it('passes at the cap and at the quorum, and not past or below them', () => {
    const range = (length: number) => Array.from({ length }, (_, index) => index);
    expect(canonicalizeReadySignalPeers({ validatedPeers: peers(range(16)), committee }).outcome).toBe('accept');
    expect(canonicalizeReadySignalPeers({ validatedPeers: peers(range(17)), committee })).toEqual({
      outcome: 'over_cap',
      length: 17,
      cap: 16,
    });
    expect(canonicalizeReadySignalPeers({ validatedPeers: peers([0, 1, 2]), committee }).outcome).toBe('accept');
    expect(canonicalizeReadySignalPeers({ validatedPeers: peers([0, 1]), committee })).toEqual({
      outcome: 'below_quorum_coverage',
      coverage: 2,
      quorum: 3,
    });
  });

  it('looks at the cap first, over distinct names', () => {
    const padding = Array.from({ length: 20 }, (_, index) => index + 4);
    expect(canonicalizeReadySignalPeers({ validatedPeers: peers(padding), committee }).outcome).toBe('over_cap');
    const repeated = Array.from({ length: 40 }, (_, index) => index % 4);
    expect(canonicalizeReadySignalPeers({ validatedPeers: peers(repeated), committee })).toMatchObject({
      outcome: 'accept',
      duplicatesCollapsed: 36,
    });
  });
});

describe('what a signal attests', () => {
  const announcement = (index: number, blobHash = blobOf(index), epoch = EPOCH) => ({
    epoch,
    validator: name(index),
    blobHash,
  });
  const base = { self: name(0), epoch: EPOCH, ownDigest: blobOf(0), announcements: [announcement(0), announcement(1)] };

  it('is what is held and decodes', () => {
    const announcements = [...base.announcements, announcement(2), announcement(3)];
    const blobs = { [blobOf(0)]: 'valid', [blobOf(1)]: 'valid', [blobOf(2)]: 'undecodable' } as const;
    expect(decideLocallyValidatedPeers({ ...base, announcements, blobs })).toEqual({
      validatedPeers: peers([0, 1]),
      undecodable: peers([2]),
      absent: peers([3]),
      ownBlobUnhealthy: false,
    });
  });

  it('takes self for granted before its row, and leaves it out with a flag if its recorded blob is gone', () => {
    expect(decideLocallyValidatedPeers({ ...base, announcements: [], blobs: {} }).validatedPeers).toEqual(peers([0]));
    expect(decideLocallyValidatedPeers({ ...base, blobs: {} })).toMatchObject({
      validatedPeers: [],
      ownBlobUnhealthy: true,
    });
    expect(
      decideLocallyValidatedPeers({ ...base, announcements: [], ownDigest: null, blobs: {} }).validatedPeers,
    ).toEqual([]);
  });

  it("takes a member's announcement of this epoch before one relayed for the next", () => {
    const next = announcement(1, blobOf(1, 'next'), EPOCH + 1);
    const blobs = { [blobOf(0)]: 'valid', [blobOf(1)]: 'valid', [blobOf(1, 'next')]: 'valid' } as const;
    for (const announcements of [
      [next, ...base.announcements],
      [...base.announcements, next],
    ]) {
      expect(decideLocallyValidatedPeers({ ...base, announcements, blobs }).validatedPeers).toEqual(peers([0, 1]));
    }
  });
});

describe('the deadline', () => {
  it('is three quarters of the epoch, dividing first', () => {
    expect(readySignalDeadlineMs({ firstCommitMs: null, epochDurationMs: 1_000, publishedAtMs: null })).toBeNull();
    expect(readySignalDeadlineMs({ firstCommitMs: 10, epochDurationMs: 1_003, publishedAtMs: null })).toBe(760);
  });

  it('is a grace after publication if that is sooner, of 30 s to an hour', () => {
    const day = 86_400_000;
    expect(readySignalDeadlineMs({ firstCommitMs: 0, epochDurationMs: day, publishedAtMs: day / 2 })).toBe(
      day / 2 + 3_600_000,
    );
    expect(readySignalDeadlineMs({ firstCommitMs: 0, epochDurationMs: 240_000, publishedAtMs: 120_000 })).toBe(150_000);
    expect(readySignalDeadlineMs({ firstCommitMs: 0, epochDurationMs: 10_000, publishedAtMs: 5_000 })).toBe(7_500);
    expect(readySignalDeadlineMs({ firstCommitMs: 0, epochDurationMs: 40 * day, publishedAtMs: 0 })).toBe(3_600_000);
  });
});

describe('the gate', () => {
  const base = {
    published: true,
    nextMembers: [0, 1, 2, 4].map(name),
    validated: [0, 1, 2, 4].map(name),
    priorCertified: [],
    currentMembers: FOUR.map(name),
    nowMs: null,
    deadlineMs: null,
  };

  it('opens when every next member is validated, without any clock', () => {
    expect(decideReadyToFinalize(base)).toEqual({ verdict: 'ready' });
  });

  it('counts as covered who will be carried forward: certified before, and seated now', () => {
    const silent = { ...base, validated: [0, 1, 4].map(name) };
    expect(decideReadyToFinalize(silent)).toMatchObject({ verdict: 'not_yet', uncovered: [name(2)] });
    expect(decideReadyToFinalize({ ...silent, priorCertified: [name(2)] }).verdict).toBe('ready');
    const joiner = { ...base, validated: FOUR.map(name), priorCertified: [name(4)] };
    expect(decideReadyToFinalize(joiner)).toMatchObject({ verdict: 'not_yet', uncovered: [name(4)] });
  });

  it('opens at the deadline for what there is, and never without a clock', () => {
    const uncovered = { ...base, validated: [name(0)], nowMs: 99, deadlineMs: 100 };
    expect(decideReadyToFinalize(uncovered).verdict).toBe('not_yet');
    expect(decideReadyToFinalize({ ...uncovered, nowMs: 100 })).toEqual({
      verdict: 'ready_via_deadline',
      uncovered: [1, 2, 4].map(name),
    });
    expect(decideReadyToFinalize({ ...uncovered, nowMs: null }).verdict).toBe('not_yet');
    expect(decideReadyToFinalize({ ...uncovered, nowMs: 1e12, deadlineMs: null }).verdict).toBe('not_yet');
    expect(decideReadyToFinalize({ ...uncovered, published: false, nowMs: 100 })).toEqual({
      verdict: 'ready_via_deadline',
      uncovered: [],
    });
  });
});

describe('emission', () => {
  const valid = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [blobOf(index), 'valid' as const]));
  const base: DecideReadySignalEmission = {
    authority: name(0),
    epoch: EPOCH,
    committee,
    frozen: false,
    ownAnnouncementConfirmed: true,
    validatedPeers: peers([0, 1, 2]),
    blobs: valid,
    gate: { verdict: 'ready' },
    recorded: null,
    pending: null,
    nextSequenceNumber: 0,
    processedSequenceNumbers: [],
  };
  const recorded = (indices: readonly number[], sequenceNumber = 0, label?: string) => ({
    sequenceNumber,
    validatedPeers: peers(indices, label),
  });

  it('starts at zero and reserves before it is submitted', () => {
    expect(decideReadySignalEmission(base)).toEqual({
      action: 'emit',
      signal: { authority: name(0), epoch: EPOCH, sequenceNumber: 0, validatedPeers: peers([0, 1, 2]) },
      nextSequenceNumber: 1,
    });
  });

  it.each([
    ['announcement_unconfirmed', { ownAnnouncementConfirmed: false }],
    ['frozen', { frozen: true }],
    ['below_quorum_coverage', { validatedPeers: peers([0, 1, 8, 9]) }],
    ['gate_closed', { gate: { verdict: 'not_yet', published: false, uncovered: [], nowMs: null, deadlineMs: null } }],
    ['nothing_new', { recorded: recorded([0, 1, 2]) }],
    ['nothing_new', { recorded: recorded([0, 1, 2, 3]) }],
    ['already_submitted', { pending: peers([0, 1, 2]) }],
  ] satisfies [string, Partial<DecideReadySignalEmission>][])('is withheld: %s', (reason, change) => {
    expect(decideReadySignalEmission({ ...base, ...change })).toEqual({ action: 'withhold', reason });
  });

  it('grows by names: one peer gone and two come still names the first, as long as its recorded bytes are held', () => {
    const change = { recorded: recorded([0, 1, 2]), validatedPeers: peers([0, 1, 3, 4]) };
    expect(decideReadySignalEmission({ ...base, ...change })).toMatchObject({
      signal: { validatedPeers: peers([0, 1, 2, 3, 4]), sequenceNumber: 1 },
    });
    const lost = { ...base, ...change, blobs: { ...valid, [blobOf(2)]: 'absent' as const } };
    expect(decideReadySignalEmission(lost)).toEqual({ action: 'withhold', reason: 'would_be_ignored' });
  });

  it('takes the newest bytes of a peer that it already named', () => {
    const change = {
      recorded: recorded([0, 1, 2], 0, 'old'),
      validatedPeers: peers([0, 1, 2, 3]),
      blobs: { ...valid, [digestOf('old 0')]: 'valid' as const },
    };
    expect(decideReadySignalEmission({ ...base, ...change })).toMatchObject({
      signal: { validatedPeers: peers([0, 1, 2, 3]) },
    });
  });

  it('never reuses a number: after a restart it starts past the recorded one and the processed ones', () => {
    const restarted = { ...base, recorded: recorded([0, 1], 6), processedSequenceNumbers: [7, 8, 10] };
    expect(decideReadySignalEmission(restarted)).toMatchObject({
      signal: { sequenceNumber: 9 },
      nextSequenceNumber: 10,
    });
    expect(decideReadySignalEmission({ ...restarted, nextSequenceNumber: 10 })).toMatchObject({
      signal: { sequenceNumber: 11 },
    });
  });

  it('repeats with more what is pending with less', () => {
    expect(decideReadySignalEmission({ ...base, pending: peers([0, 1]), nextSequenceNumber: 1 })).toMatchObject({
      action: 'emit',
      signal: { sequenceNumber: 1 },
    });
  });
});
