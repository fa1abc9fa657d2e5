import type { RangeRecord } from '@baton/log';
import type { Stretch } from './stretches.ts';

/** What one answer may cost: a page that would cost more is shorter than asked for, and `next` goes on behind it. */
export const PAGE_COST = {
  stretchesMax: 24,
  elapsedMsMax: 5_000,
  /** Messages whose kinds are counted for one page of commits. */
  countedMessagesMax: 5_000,
  /** Signatures checked before others get their turn: the sequencer shares this thread. */
  checkedInARow: 16,
} as const;

export interface PlacePage<Item> {
  items: Item[];
  /** The sequence behind which the next page begins; null at the end. */
  next: number | null;
}

/**
 * Fills a page from a walk: `take` turns a record into an item, or into null to pass over it, or ends the page before
 * this record with `enough`.
 */
export async function fillPage<Item>(
  stretches: AsyncIterable<Stretch>,
  limit: number,
  take: (record: RangeRecord) => Promise<Item | null | 'enough'>,
): Promise<PlacePage<Item>> {
  const deadline = performance.now() + PAGE_COST.elapsedMsMax;
  const items: Item[] = [];
  let seen = 0;
  let passed: number | null = null;
  for await (const { records, reached, last } of stretches) {
    for (const record of records) {
      if (items.length >= limit) return { items, next: passed };
      const item = await take(record);
      if (item === 'enough') return { items, next: passed };
      if (item !== null) items.push(item);
      passed = record.sequence;
    }
    if (last) return { items, next: null };
    passed = reached;
    seen += 1;
    if (items.length >= limit || seen >= PAGE_COST.stretchesMax || performance.now() > deadline) break;
  }
  return { items, next: passed };
}
