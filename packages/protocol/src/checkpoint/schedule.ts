import type { ProtocolConfiguration } from '../configuration.ts';
import type { Round, SequenceNumber } from '../identifiers.ts';
import type { CheckpointItem } from './items.ts';

/** What waits for the next checkpoint of one kind. Never changed in place. */
export interface CheckpointQueue {
  /** In log order. */
  pending: readonly CheckpointItem[];
  /** Number of the last checkpoint: this epoch's, before its first one the chain's. */
  lastNumber: SequenceNumber;
  /** Round of this epoch's last checkpoint; null before the first. */
  lastRound: Round | null;
}

export function emptyCheckpointQueue(lastNumber: SequenceNumber): CheckpointQueue {
  return { pending: [], lastNumber, lastRound: null };
}

export function enqueue(queue: CheckpointQueue, items: readonly CheckpointItem[]): CheckpointQueue {
  return items.length === 0 ? queue : { ...queue, pending: [...queue.pending, ...items] };
}

export interface ScheduleCheckpoints {
  queue: CheckpointQueue;
  /** Of the commit at whose boundary this is decided. */
  round: Round;
  /** The epoch closes in this commit: nothing waits any longer. */
  closing: boolean;
  configuration: Pick<
    ProtocolConfiguration,
    'checkpointMinRounds' | 'maxMessagesPerCheckpoint' | 'maxCheckpointSizeBytes'
  >;
}

export interface ScheduledCheckpoint {
  sequenceNumber: SequenceNumber;
  items: CheckpointItem[];
}

/**
 * Everything that waits, in as many checkpoints as the bounds ask for, once the last one is long enough ago.
 * `docs/spec/handoff.md#checkpoints`
 */
export function scheduleCheckpoints(input: ScheduleCheckpoints): {
  queue: CheckpointQueue;
  checkpoints: ScheduledCheckpoint[];
} {
  const { queue, round, closing, configuration } = input;
  const { pending, lastNumber, lastRound } = queue;
  const due = closing || lastRound === null || round - lastRound >= configuration.checkpointMinRounds;
  if (pending.length === 0 || !due) return { queue, checkpoints: [] };
  const checkpoints = withinBounds(pending, configuration).map((items, index) => ({
    sequenceNumber: lastNumber + index + 1,
    items,
  }));
  return { queue: { pending: [], lastNumber: lastNumber + checkpoints.length, lastRound: round }, checkpoints };
}

/** Epoch, sequence number, and the count of messages in its longest form below the bound. */
const HEADER_BYTES = 8 + 8 + 3;

function withinBounds(
  items: readonly CheckpointItem[],
  { maxMessagesPerCheckpoint, maxCheckpointSizeBytes }: ScheduleCheckpoints['configuration'],
): CheckpointItem[][] {
  const chunks: CheckpointItem[][] = [];
  let bytes = 0;
  for (const item of items) {
    const chunk = chunks.at(-1);
    bytes += itemBytes(item);
    if (chunk !== undefined && chunk.length < maxMessagesPerCheckpoint && bytes <= maxCheckpointSizeBytes) {
      chunk.push(item);
    } else {
      chunks.push([item]);
      bytes = HEADER_BYTES + itemBytes(item);
    }
  }
  return chunks;
}

const TAG = 1;
const ID = 1 + 32;
const BYTES_OF_DIGEST = 1 + 32;
const FLAG = 1;
const U64 = 8;
const CURVES = 1 + 4 * 4;

/** Bytes of the message an item becomes; a network key's output counts as its digest, for its size is not on the log. */
export function itemBytes(item: CheckpointItem): number {
  switch (item.type) {
    case 'user_session':
      return TAG + 2 * ID + BYTES_OF_DIGEST + 2 * FLAG + U64;
    case 'network_key_output':
      return TAG + ID + BYTES_OF_DIGEST + CURVES + 2 * FLAG + U64;
    case 'set_next_protocol_version':
      return TAG + U64;
    case 'end_of_publish':
      return TAG;
  }
}
