import type { LogStore, RangeQuery, RangeRecord } from '@baton/log';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Order, walk } from './stretches.ts';

const LABELS = { kind: null, author: null, key: null };

/** A stream with messages at these places alone, that gives at most `cut` of them at a time. */
function streamOf(places: readonly number[], lastSequence: number, cut: number) {
  let ranges = 0;
  const store = {
    describe: async () => ({ created: '', lastSequence, sealed: false }),
    async range({ from, limit }: RangeQuery) {
      ranges += 1;
      const matching = places.filter((place) => place >= from);
      const records = matching.slice(0, Math.min(limit, cut)).map((sequence): RangeRecord => {
        return { sequence, type: 'transaction', bytes: new Uint8Array(), trace: {}, labels: LABELS };
      });
      return { records, more: matching.length > records.length };
    },
  };
  return { store: store as unknown as LogStore, ranges: () => ranges };
}

async function walked(store: LogStore, order: Order, behind: number | null): Promise<number[]> {
  const found: number[] = [];
  for await (const { records, last } of walk(store, { only: 'messages', order, behind })) {
    found.push(...records.map(({ sequence }) => sequence));
    if (last) break;
  }
  return found;
}

const anyStream = fc
  .record({
    clusters: fc.array(fc.tuple(fc.nat(200_000), fc.integer({ min: 1, max: 3_000 })), { maxLength: 4 }),
    singles: fc.array(fc.nat(200_000), { maxLength: 20 }),
    cut: fc.integer({ min: 1, max: 1_500 }),
  })
  .map(({ clusters, singles, cut }) => {
    const dense = clusters.flatMap(([start, length]) => Array.from({ length }, (_, index) => start + index + 1));
    const places = [...new Set([...dense, ...singles.map((place) => place + 1)])].sort((a, b) => a - b);
    return { places, lastSequence: 210_000, cut: Math.max(cut, Math.ceil(places.length / 50)) };
  });

test('a walk meets every message once, in its order, from wherever it begins', async () => {
  await fc.assert(
    fc.asyncProperty(anyStream, fc.nat(205_000), async ({ places, lastSequence, cut }, behind) => {
      const { store } = streamOf(places, lastSequence, cut);
      expect(await walked(store, 'asc', null)).toEqual(places);
      expect(await walked(store, 'desc', null)).toEqual(places.toReversed());
      expect(await walked(store, 'asc', behind)).toEqual(places.filter((place) => place > behind));
      expect(await walked(store, 'desc', behind)).toEqual(places.filter((place) => place < behind).toReversed());
    }),
    { numRuns: 40 },
  );
});

test('looking back over hours of silence takes a few looks', async () => {
  const { store, ranges } = streamOf([5, 6], 1_000_000, 1_000);
  expect(await walked(store, 'desc', null)).toEqual([6, 5]);
  expect(ranges()).toBeLessThan(10);
});

test('a walk in a stream without records ends', async () => {
  const { store } = streamOf([], 0, 10);
  expect(await walked(store, 'asc', null)).toEqual([]);
  expect(await walked(store, 'desc', null)).toEqual([]);
});
