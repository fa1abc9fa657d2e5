import type { AuthorityName, Digest, Epoch, Round, SequenceNumber, TimestampMs } from '../identifiers.ts';
import type { ValidatorMpcDataAnnouncement } from '../messages/index.ts';

/** One announcement that the log's order made valid for (epoch, validator). `docs/spec/freeze.md#announcements` */
export interface RecordedAnnouncement {
  epoch: Epoch;
  validator: AuthorityName;
  timestampMs: TimestampMs;
  blobHash: Digest;
  relayed: boolean;
  round: Round;
  sequence: SequenceNumber;
}

/** Rows are keyed by (epoch, validator), so a relayed next-epoch row never touches a member's own current one. */
export type Announcements = ReadonlyMap<string, RecordedAnnouncement>;

export type AnnouncementDecision =
  | { outcome: 'recorded'; row: RecordedAnnouncement }
  | { outcome: 'dropped'; reason: 'wrong_epoch' | 'zero_timestamp' | 'stale_timestamp' };

export interface RecordAnnouncement {
  /** The row of (the announcement's epoch, validator), if there is one. */
  stored: RecordedAnnouncement | null;
  announcement: ValidatorMpcDataAnnouncement;
  /** The one epoch that is accepted: the current one for an own announcement, current + 1 for a relayed one. */
  expectedEpoch: Epoch;
  relayed: boolean;
  round: Round;
  sequence: SequenceNumber;
}

export function announcementKey(epoch: Epoch, validator: AuthorityName): string {
  return `${epoch}/${validator}`;
}

/**
 * Records an announcement whose author or joiner signature was already checked.
 * The newest timestamp wins, an equal one is stale, zero is a reserved sentinel. `docs/spec/freeze.md#announcements`
 */
export function recordAnnouncement(input: RecordAnnouncement): AnnouncementDecision {
  const { announcement, stored } = input;
  if (announcement.epoch !== input.expectedEpoch) return { outcome: 'dropped', reason: 'wrong_epoch' };
  if (announcement.timestampMs === 0) return { outcome: 'dropped', reason: 'zero_timestamp' };
  if (stored !== null && stored.timestampMs >= announcement.timestampMs) {
    return { outcome: 'dropped', reason: 'stale_timestamp' };
  }
  const row: RecordedAnnouncement = {
    epoch: announcement.epoch,
    validator: announcement.validator,
    timestampMs: announcement.timestampMs,
    blobHash: announcement.blobHash,
    relayed: input.relayed,
    round: input.round,
    sequence: input.sequence,
  };
  return { outcome: 'recorded', row };
}
