/**
 * A condition after which going on would mean serving wrong data: the process names it, tells what to do and exits
 * with code 3. Nothing is clamped or skipped silently. Rules: docs/spec/log.md#stop-errors
 */
export type StopCode =
  | 'LOG_GAP'
  | 'LOG_REPLACED'
  | 'DIGEST_MISMATCH'
  | 'LOG_UNSAFE'
  | 'EPOCH_CONTEXT_MISMATCH'
  | 'CHECKPOINT_AHEAD_OF_LOG'
  | 'STATE_DIGEST_MISMATCH'
  | 'ROW_SCHEMA_MISMATCH';

const REMEDIES: Record<StopCode, string> = {
  LOG_GAP:
    'The stream lacks messages that were committed. Restore the JetStream store from a replica or a backup, then start again; `baton log verify` tells where the hole is.',
  LOG_REPLACED:
    'The stream under this name is not the one read before: it was re-created or lost its tail. Restore the original store. If the new stream is the one to keep, run `baton projection rebuild`.',
  DIGEST_MISMATCH:
    'The stream holds bytes that its signed commit markers do not cover. Run `baton log verify`, keep the store for inspection, restore it from an intact replica.',
  LOG_UNSAFE:
    'Acknowledged messages could be lost in a power cut. Run nats-server >= 2.14 with `sync_interval: always`; for throw-away set-ups pass allowUnsafeDurability.',
  EPOCH_CONTEXT_MISMATCH:
    "The log's record of a chain fact differs from this node's own view of the chain. Check suiUrl, the object ids and sequencerKey; if they are right, the sequencer is wrong: tell its operator.",
  CHECKPOINT_AHEAD_OF_LOG:
    'This database has seen commits that the log no longer holds. Restore the log; if its loss is accepted, run `baton projection rebuild`.',
  STATE_DIGEST_MISMATCH:
    'Folding the log again gives rows that differ from those written before. Run `baton projection rebuild`, and report it with the epoch and round.',
  ROW_SCHEMA_MISMATCH:
    "The rows of a projection do not fit this database's tables. Run the migrations of this version; then `baton projection rebuild`.",
};

export class StopError extends Error {
  readonly code: StopCode;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: StopCode, message: string, details: Record<string, unknown> = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StopError';
    this.code = code;
    this.remedy = REMEDIES[code];
    this.details = details;
  }
}

export function isStopError(error: unknown): error is StopError {
  return error instanceof StopError;
}
