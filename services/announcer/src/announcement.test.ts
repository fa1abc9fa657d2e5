import { authorityName, digest } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { type DecideAnnouncement, decideAnnouncement } from './announcement.ts';

const blobHash = digest('a'.repeat(64));
const other = digest('b'.repeat(64));
const given: DecideAnnouncement = {
  validator: authorityName('1'.repeat(96)),
  epoch: 5,
  blobHash,
  recorded: null,
  stamped: null,
  blobHeld: true,
  nowMs: 1_000,
};
const announcement = (timestampMs: number) => ({ validator: given.validator, epoch: 5, timestampMs, blobHash });

describe('decideAnnouncement', () => {
  it('stamps the first one with the clock', () => {
    expect(decideAnnouncement(given)).toEqual({ action: 'submit', announcement: announcement(1_000), stamp: true });
  });

  it('repeats the identical one after a restart, whatever the clock says', () => {
    const stamped = { timestampMs: 900, blobHash };
    expect(decideAnnouncement({ ...given, stamped })).toEqual({
      action: 'submit',
      announcement: announcement(900),
      stamp: false,
    });
  });

  it('is done when the row shows the blob, and keeps the row`s timestamp', () => {
    const recorded = { timestampMs: 4_000, blobHash };
    expect(decideAnnouncement({ ...given, recorded })).toEqual({
      action: 'confirmed',
      announcement: announcement(4_000),
    });
  });

  it('goes past the row when the blob changed and the clock is behind', () => {
    const recorded = { timestampMs: 4_000, blobHash: other };
    expect(decideAnnouncement({ ...given, recorded })).toEqual({
      action: 'submit',
      announcement: announcement(4_001),
      stamp: true,
    });
  });

  it('does not repeat a stamp that the row has overtaken', () => {
    const recorded = { timestampMs: 4_000, blobHash: other };
    const stamped = { timestampMs: 3_000, blobHash };
    expect(decideAnnouncement({ ...given, recorded, stamped })).toMatchObject({ stamp: true });
  });

  it('hands over the blob before it says anything, and again when it got lost', () => {
    const recorded = { timestampMs: 4_000, blobHash };
    expect(decideAnnouncement({ ...given, recorded, blobHeld: false })).toEqual({ action: 'store_blob' });
  });
});
