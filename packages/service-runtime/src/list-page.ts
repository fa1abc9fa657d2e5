import { type TSchema, Type } from 'typebox';
import { HttpProblem } from './errors.ts';

export const LIST_LIMITS = { itemsDefault: 50, itemsMax: 500, cursorCharactersMax: 512 } as const;

/** Query of every list: spread it into the route's `querystring` beside the filters. */
export const listQuery = {
  limit: Type.Integer({
    default: LIST_LIMITS.itemsDefault,
    minimum: 1,
    maximum: LIST_LIMITS.itemsMax,
    description: 'Most items of one page',
  }),
  cursor: Type.Optional(
    Type.String({ maxLength: LIST_LIMITS.cursorCharactersMax, description: 'The `next` of the page before' }),
  ),
};

/** Answer of every list. */
export const listPage = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page; null after the last' }),
  });

export interface ListPage<Item> {
  items: Item[];
  next: string | null;
}

type PositionShape = readonly ('number' | 'string')[];
type Position<Shape extends PositionShape> = {
  -readonly [Index in keyof Shape]: Shape[Index] extends 'number' ? number : string;
};

export interface ListCursors<Shape extends PositionShape> {
  /** The position behind which a page begins; null for the first page. Throws 400 CURSOR_INVALID. */
  read(cursor: string | undefined): Position<Shape> | null;
  /** The `next` of a page that ends at this position; null where nothing follows. */
  next(position: Position<Shape> | null): string | null;
  /** One page of `rows`, of which the caller has read one more than `limit` if there are. */
  page<Item>(rows: readonly Item[], limit: number, positionOf: (item: Item) => Position<Shape>): ListPage<Item>;
}

/**
 * Cursors of one list. `list` names it together with the filters in force, so that a cursor of another list, or of
 * other filters, is refused. `shape` says what places an item in it: `listCursors('freeze.epochs', ['number'])`.
 */
export function listCursors<const Shape extends PositionShape>(list: string, shape: Shape): ListCursors<Shape> {
  const next = (position: Position<Shape> | null) =>
    position && Buffer.from(JSON.stringify([list, ...(position as unknown[])])).toString('base64url');
  return {
    read(cursor) {
      if (cursor === undefined) return null;
      const position = decode(cursor, list, shape);
      if (position) return position as Position<Shape>;
      throw new HttpProblem(400, 'CURSOR_INVALID', 'The cursor is not one of this list with these filters');
    },
    next,
    page(rows, limit, positionOf) {
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items, next: next(rows.length > limit && last !== undefined ? positionOf(last) : null) };
    },
  };
}

/** Where a page of a list that one text orders begins, and how many rows to read for it: one more than it holds. */
export interface TextPlace<Key extends string> {
  after: Key | undefined;
  limit: number;
}

/** One page of a list that one text orders. `list` as for `listCursors`; `read` answers rows in ascending order. */
export async function pageByText<Row, Key extends string>(
  list: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  read: (place: TextPlace<Key>) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): Promise<ListPage<Row>> {
  const cursors = listCursors(list, ['string']);
  const [after] = cursors.read(cursor) ?? [];
  const rows = await read({ after: after as Key | undefined, limit: limit + 1 });
  return cursors.page(rows, limit, (row) => [keyOf(row)]);
}

function decode(cursor: string, list: string, shape: PositionShape): unknown[] | null {
  if (cursor.length > LIST_LIMITS.cursorCharactersMax) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parsed) || parsed.length !== shape.length + 1 || parsed[0] !== list) return null;
    const position = parsed.slice(1);
    return position.every((part, index) => fits(part, shape[index])) ? position : null;
  } catch {
    return null;
  }
}

function fits(part: unknown, type: PositionShape[number] | undefined): boolean {
  return type === 'number' ? Number.isSafeInteger(part) : typeof part === 'string';
}
