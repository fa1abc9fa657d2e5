import { setImmediate as turn } from 'node:timers/promises';
import type { RangeRecord, StoredRecord } from '@baton/log';
import type { EpochInspection } from './epoch-inspection.ts';
import type { PlacedMarker } from './markers.ts';
import { type MessageView, viewMessage } from './message-view.ts';
import { fillPage, PAGE_COST, type PlacePage } from './paging.ts';
import { type Order, type Stretch, walk } from './stretches.ts';

export interface MessageQuery {
  kind: string | undefined;
  author: string | undefined;
  round: number | undefined;
  order: Order;
  limit: number;
  behind: number | null;
}

/** One page of an epoch's messages; what no commit covers is none. */
export async function listMessages(epoch: EpochInspection, query: MessageQuery): Promise<PlacePage<MessageView>> {
  const { kind, author, order, limit, behind } = query;
  const only = kind === undefined ? 'messages' : { kind };
  const stretches = query.round === undefined ? walk(epoch.store, { only, order, behind }) : ofRound(epoch, query);
  return await fillPage(stretches, limit, async (record) => {
    // The label spares most of the decoding; what was decoded has the last word.
    if (record.labels.author !== null && !fits(author, record.labels.author)) return null;
    const view = await seenIn(epoch, record);
    return view && fits(kind, view.kind) && fits(author, view.author) ? view : null;
  });
}

const fits = (wanted: string | undefined, found: string | null) => wanted === undefined || wanted === found;

/** The decoded message at `sequence` with its bytes; null where there is none. */
export async function findMessage(
  epoch: EpochInspection,
  sequence: number,
): Promise<{ view: MessageView; record: StoredRecord } | null> {
  const record = await epoch.store.recordAt(sequence);
  const view = record?.type === 'transaction' ? await seenIn(epoch, record) : null;
  return view && record && { view, record };
}

/** All messages of one commit, decoded. */
export async function decodeCommit(epoch: EpochInspection, placed: PlacedMarker): Promise<MessageView[]> {
  const views: MessageView[] = [];
  for (const record of await epoch.messagesOf(placed)) {
    const view = await seenIn(epoch, record);
    if (view) views.push(view);
  }
  return views;
}

async function seenIn(epoch: EpochInspection, record: StoredRecord): Promise<MessageView | null> {
  const rules = await epoch.rules();
  const placed = await epoch.commitOf(record.sequence);
  if (!rules || !placed) return null;
  if (record.sequence % PAGE_COST.checkedInARow === 0) await turn();
  return viewMessage(record, placed, rules);
}

async function* ofRound(epoch: EpochInspection, { round = 0, order, behind }: MessageQuery): AsyncGenerator<Stretch> {
  const placed = await epoch.markers.ofRoundOrLater(round);
  if (placed?.marker.round !== round) return;
  const messages = (await epoch.messagesOf(placed)).map((record): RangeRecord => ({ ...record, labels: UNLABELLED }));
  const inOrder = order === 'asc' ? messages : messages.toReversed();
  const isBehind = ({ sequence }: StoredRecord) =>
    behind === null || (order === 'asc' ? sequence > behind : sequence < behind);
  yield { records: inOrder.filter(isBehind), reached: placed.sequence, last: true };
}

const UNLABELLED = { kind: null, author: null, key: null } as const;
