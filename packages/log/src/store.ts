import type { Epoch } from '@baton/protocol';
import type { RangeQuery, RecordCounts, RecordRange } from './ranges.ts';
import type { TraceCarrier } from './trace.ts';

/** One stored message of an epoch's stream, as the server keeps it. */
export interface StoredRecord {
  /** Position in the stream, from 1, without holes. */
  sequence: number;
  type: 'transaction' | 'commit';
  bytes: Uint8Array;
  trace: TraceCarrier;
}

/** Records in stream order, none left out. `headReached`: nothing further was stored when they were sent. */
export interface RecordChunk {
  records: readonly StoredRecord[];
  headReached: boolean;
}

export interface StreamDescription {
  /** Identity of the stream: a re-created one under the same name has another. */
  created: string;
  lastSequence: number;
  sealed: boolean;
}

/** A message of a commit with what its headers say: for tools and filters, never for folds. */
export interface AppendMessage {
  bytes: Uint8Array;
  kind: string;
  author: string;
  keyDigest: string;
  trace: TraceCarrier;
}

export interface CommitAppend {
  messages: readonly AppendMessage[];
  /** BCS bytes of the signed commit marker. */
  marker: Uint8Array;
  /** The fence: the append happens only if the stream's last sequence is this one. */
  expectedLastSequence: number;
}

/**
 * `not-appended` means "not known to be appended by this call": the fence refused it, or its fate is unknown.
 * The caller reads the stream again and decides by what it finds.
 */
export type AppendOutcome =
  | { outcome: 'appended'; lastSequence: number }
  | { outcome: 'not-appended'; reason: string; cause: unknown };

/** One epoch's stream behind an adapter: JetStream in production, memory in tests of folds and deciders. */
export interface LogStore {
  readonly network: string;
  readonly epoch: Epoch;
  /** null while the stream does not exist. */
  describe(): Promise<StreamDescription | null>;
  /** Creates the stream if it is missing; the same call on an existing one changes nothing. */
  create(): Promise<StreamDescription>;
  append(commit: CommitAppend): Promise<AppendOutcome>;
  /** Makes the stream refuse every further message, for ever. Idempotent. */
  seal(): Promise<void>;
  /**
   * Every record past `after`, then those still to come; ends only by the signal or by breaking out of the loop.
   * Survives reconnects and the loss of the server's consumer. Throws StopError LOG_GAP for a hole in the sequence and
   * LOG_REPLACED when the stream under this name is another one, or shorter than what was read.
   */
  records(options: { after: number; signal: AbortSignal }): AsyncIterable<RecordChunk>;
  /** The first commit marker at or past `sequence`, or null. */
  commitAtOrAfter(sequence: number): Promise<StoredRecord | null>;
  /** The newest commit marker, or null. */
  lastCommit(): Promise<StoredRecord | null>;
  /** The record at `sequence`, or null. */
  recordAt(sequence: number): Promise<StoredRecord | null>;
  /**
   * The next records that match, few enough for one answer and at least one if there is one; none without a stream.
   * For looking things up: whoever follows the log takes `records`.
   */
  range(query: RangeQuery): Promise<RecordRange>;
  /** null while the stream does not exist. */
  counts(): Promise<RecordCounts | null>;
}
