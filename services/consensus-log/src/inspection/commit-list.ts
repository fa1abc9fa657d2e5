import type { CommitMarker } from '@baton/protocol';
import type { EpochInspection } from './epoch-inspection.ts';
import type { PlacedMarker } from './markers.ts';
import { fillPage, PAGE_COST, type PlacePage } from './paging.ts';
import { type Order, walk } from './stretches.ts';

export interface CommitView extends Omit<CommitMarker, 'signature' | 'epoch'> {
  sequence: number;
  /** How many messages of each kind, as the sequencer labelled them. */
  kinds: Record<string, number>;
}

interface CommitQuery {
  order: Order;
  limit: number;
  /** The page begins behind this sequence. */
  behind: number | null;
}

/** One page of an epoch's commits. */
export async function listCommits(
  epoch: EpochInspection,
  { order, limit, behind }: CommitQuery,
): Promise<PlacePage<CommitView>> {
  let counted = 0;
  return await fillPage(walk(epoch.store, { only: 'commits', order, behind }), limit, async (record) => {
    const placed = epoch.markers.read(record);
    if (!placed) return null;
    if (counted > 0 && counted + placed.marker.txCount > PAGE_COST.countedMessagesMax) return 'enough';
    counted += placed.marker.txCount;
    return viewCommit(placed, await kindsOf(epoch, placed));
  });
}

export function viewCommit({ sequence, marker }: PlacedMarker, kinds: Record<string, number>): CommitView {
  const { round, timestampMs, txCount, prevDigest, digest } = marker;
  return { round, timestampMs, sequence, txCount, prevDigest, digest, kinds };
}

/** Behind which sequence a page begins whose first commit is of `round`, or the next one there is in its order. */
export async function placeOfRound(epoch: EpochInspection, round: number, order: Order): Promise<number | null> {
  const first = await epoch.markers.ofRoundOrLater(order === 'asc' ? round : round + 1);
  if (order === 'asc') return first ? first.sequence - 1 : Number.MAX_SAFE_INTEGER - 1;
  return first?.sequence ?? null;
}

async function kindsOf(epoch: EpochInspection, { sequence, marker }: PlacedMarker): Promise<Record<string, number>> {
  const kinds: Record<string, number> = {};
  for (let from = sequence - marker.txCount; from < sequence; ) {
    const { records } = await epoch.store.range({ from, limit: sequence - from, only: 'messages' });
    for (const { labels } of records) {
      if (labels.kind !== null) kinds[labels.kind] = (kinds[labels.kind] ?? 0) + 1;
    }
    const last = records.at(-1);
    if (!last) break;
    from = last.sequence + 1;
  }
  return kinds;
}
