import type { StoredRecord } from './store.ts';

/** Bytes of records that one range holds at most, unless its first record alone is larger. */
export const RANGE_BYTES_MAX = 4 * 1024 * 1024;
/** Records that one range holds at most. */
export const RANGE_RECORDS_MAX = 1_000;

export interface RangeQuery {
  /** First sequence of interest. */
  from: number;
  /** At most RANGE_RECORDS_MAX. */
  limit: number;
  /** Commit markers alone, messages alone, or messages of one kind by their subject; everything without it. */
  only?: 'commits' | 'messages' | { kind: string };
}

/** Records in stream order. `more`: further ones match, and the next range begins behind the last of these. */
export interface RecordRange {
  records: readonly RangeRecord[];
  more: boolean;
}

export interface RangeRecord extends StoredRecord {
  /** What subject and headers say of a message: for finding it, never for folds. */
  labels: { kind: string | null; author: string | null; key: string | null };
}

/** What the stream holds, whether or not a commit covers it. */
export interface RecordCounts {
  commits: number;
  /** By kind. */
  messages: Readonly<Record<string, number>>;
}
