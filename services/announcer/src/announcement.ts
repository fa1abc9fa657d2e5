import {
  announcementTimestampMs,
  type Digest,
  type TimestampMs,
  type ValidatorMpcDataAnnouncement,
} from '@baton/protocol';

export interface DecideAnnouncement {
  validator: ValidatorMpcDataAnnouncement['validator'];
  epoch: ValidatorMpcDataAnnouncement['epoch'];
  blobHash: Digest;
  /** own row of this epoch in the log's read model */
  recorded: { timestampMs: TimestampMs; blobHash: Digest } | null;
  /** what this validator stamped earlier in this epoch, maybe in an earlier run */
  stamped: { timestampMs: TimestampMs; blobHash: Digest } | null;
  /** the blob-service holds the bytes */
  blobHeld: boolean;
  nowMs: TimestampMs;
}

export type AnnouncementDecision =
  /** the row shows this blob; announcing again would only move its timestamp */
  | { action: 'confirmed'; announcement: ValidatorMpcDataAnnouncement }
  /** nobody could fetch what is announced */
  | { action: 'store_blob' }
  /** the identical announcement, until the row shows it */
  | { action: 'submit'; announcement: ValidatorMpcDataAnnouncement; stamp: boolean };

/**
 * A recorded or stamped timestamp is used again after a restart, so that repeats have one key; a new one never falls
 * behind the recorded one. docs/spec/producer.md#announcement
 */
export function decideAnnouncement(input: DecideAnnouncement): AnnouncementDecision {
  const { validator, epoch, blobHash, recorded, stamped } = input;
  const announcement = (timestampMs: TimestampMs) => ({ validator, epoch, timestampMs, blobHash });
  if (!input.blobHeld) return { action: 'store_blob' };
  if (recorded?.blobHash === blobHash) {
    return { action: 'confirmed', announcement: announcement(recorded.timestampMs) };
  }
  if (stamped?.blobHash === blobHash && stamped.timestampMs > (recorded?.timestampMs ?? 0)) {
    return { action: 'submit', announcement: announcement(stamped.timestampMs), stamp: false };
  }
  const timestampMs = announcementTimestampMs(input.nowMs, recorded?.timestampMs ?? null);
  return { action: 'submit', announcement: announcement(timestampMs), stamp: true };
}
