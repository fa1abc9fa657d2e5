import type { TimestampMs } from '../identifiers.ts';

/**
 * The timestamp of an own new announcement. It never falls behind the recorded one, so a clock that went back
 * can't make every later announcement of the epoch stale. `docs/spec/freeze.md#announcements`
 */
export function announcementTimestampMs(nowMs: TimestampMs, recordedTimestampMs: TimestampMs | null): TimestampMs {
  return Math.max(nowMs, (recordedTimestampMs ?? 0) + 1);
}
