import { type LogStore, RANGE_RECORDS_MAX, type RangeQuery, type RangeRecord } from '@baton/log';

/** Some records on the way through a stream, in the order of the walk. */
export interface Stretch {
  records: readonly RangeRecord[];
  /** The walk has passed everything up to this sequence. */
  reached: number;
  /** Nothing lies beyond. */
  last: boolean;
}

export type Order = 'asc' | 'desc';

/** How far a step back looks at first, and how much further or nearer when that was too near or too far. */
const WIDTH_MIN = 1;
const WIDTH_START = RANGE_RECORDS_MAX;
const WIDTH_MAX = 10_000_000;
const FURTHER = 8;
const NEARER = 4;

interface Walk {
  only: NonNullable<RangeQuery['only']>;
  order: Order;
  /** The walk begins behind this sequence, in its order; null at its end of the stream. */
  behind: number | null;
}

/** Walks a stream from one stretch to the next; the caller bounds it. */
export function walk(store: LogStore, { only, order, behind }: Walk): AsyncGenerator<Stretch> {
  return order === 'asc' ? forward(store, only, behind ?? 0) : backward(store, only, behind);
}

async function* forward(store: LogStore, only: Walk['only'], behind: number): AsyncGenerator<Stretch> {
  for (let reached = behind, last = false; !last; ) {
    const { records, more } = await store.range({ from: reached + 1, limit: RANGE_RECORDS_MAX, only });
    reached = records.at(-1)?.sequence ?? reached;
    last = !more;
    yield { records, reached, last };
  }
}

/** A stream can only be read forwards: so looks for what lies before, in steps that fit how dense it is. */
async function* backward(store: LogStore, only: Walk['only'], behind: number | null): AsyncGenerator<Stretch> {
  let reached = behind ?? ((await store.describe())?.lastSequence ?? 0) + 1;
  let width = WIDTH_START;
  while (reached > 1) {
    const from = Math.max(1, reached - width);
    const { records, more } = await store.range({ from, limit: RANGE_RECORDS_MAX, only });
    const before = records.filter(({ sequence }) => sequence < reached);
    if (more && before.length === records.length && width > WIDTH_MIN) {
      width = Math.max(WIDTH_MIN, Math.floor(width / NEARER));
      continue;
    }
    reached = from;
    if (before.length < RANGE_RECORDS_MAX / FURTHER) width = Math.min(WIDTH_MAX, width * FURTHER);
    yield { records: before.toReversed(), reached, last: reached === 1 };
  }
}
