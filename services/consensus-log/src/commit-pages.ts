import type { LogStore, StoredRecord } from '@baton/log';
import {
  blake2b256,
  type CommitMarker,
  type Digest,
  decodeCommitMarker,
  decodeEnvelope,
  keyDigest,
  ProtocolError,
} from '@baton/protocol';

/** Commits that one answer holds at most. */
export const COMMIT_PAGE_MAX = 250;

export interface MessageView {
  sequence: number;
  digest: Digest;
  kind: string | null;
  author: string | null;
  keyDigest: Digest | null;
}

export interface CommitView extends Omit<CommitMarker, 'signature' | 'txCount'> {
  sequence: number;
  messages: MessageView[];
}

interface MarkerRecord {
  sequence: number;
  marker: CommitMarker;
}

/** Commits from round `from` on, as the stream holds them. For inspection: whoever must be sure follows the log. */
export async function readCommits(
  store: LogStore,
  { from, limit }: { from: number; limit: number },
  signal: AbortSignal,
): Promise<CommitView[]> {
  const description = await store.describe();
  const first = description && (await findRound(store, from, description.lastSequence));
  if (!first) return [];
  const start = Math.max(1, first.sequence - first.marker.txCount);
  const pages: CommitView[] = [];
  let pending: StoredRecord[] = [];
  for await (const { records } of store.records({ after: start - 1, signal })) {
    for (const record of records) {
      const marker = record.type === 'commit' ? markerOf(record) : null;
      if (marker) pages.push(viewOf(marker, marker.marker.txCount === 0 ? [] : pending.slice(-marker.marker.txCount)));
      if (record.type === 'commit') pending = [];
      else pending.push(record);
      if (pages.length >= limit || record.sequence >= description.lastSequence) return pages;
    }
  }
  return pages;
}

/** Rounds grow along the stream, so the first marker at or past one is found by halving. */
async function findRound(store: LogStore, round: number, lastSequence: number): Promise<MarkerRecord | null> {
  let [low, high] = [1, lastSequence];
  let found: MarkerRecord | null = null;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const record = await store.commitAtOrAfter(middle);
    const marker = record && markerOf(record);
    if (!marker || marker.marker.round >= round) {
      if (marker) found = marker;
      high = middle - 1;
    } else low = marker.sequence + 1;
  }
  return found;
}

function markerOf(record: StoredRecord): MarkerRecord | null {
  try {
    return { sequence: record.sequence, marker: decodeCommitMarker(record.bytes) };
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

function viewOf({ sequence, marker }: MarkerRecord, records: readonly StoredRecord[]): CommitView {
  const { epoch, round, timestampMs, prevDigest, digest } = marker;
  return { epoch, round, timestampMs, prevDigest, digest, sequence, messages: records.map(messageView) };
}

function messageView({ sequence, bytes }: StoredRecord): MessageView {
  const digest = blake2b256(bytes);
  try {
    const { author, transaction } = decodeEnvelope(bytes);
    return { sequence, digest, kind: transaction.body.kind, author, keyDigest: keyDigest(transaction) };
  } catch (error) {
    if (error instanceof ProtocolError) return { sequence, digest, kind: null, author: null, keyDigest: null };
    throw error;
  }
}
