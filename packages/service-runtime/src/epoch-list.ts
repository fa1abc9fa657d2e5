import type { Epoch } from '@baton/protocol';
import type { EpochPage } from '@baton/read-model';
import { type Static, Type } from 'typebox';
import { type ListPage, listCursors, listQuery } from './list-page.ts';

export const epochListQuery = Type.Object(listQuery);

/** Pages of one list of epochs, newest first: reads a page of rows by its query's cursor and describes each. */
export function epochList(list: string) {
  const cursors = listCursors(list, ['number']);
  return async <Row extends { epoch: Epoch }, Item extends { epoch: Epoch }>(
    { limit, cursor }: Static<typeof epochListQuery>,
    read: (page: EpochPage) => Promise<readonly Row[]>,
    describe: (row: Row) => Item,
  ): Promise<ListPage<Item>> => {
    const [before] = cursors.read(cursor) ?? [];
    const rows = await read({ before, limit: limit + 1 });
    return cursors.page(rows.map(describe), limit, ({ epoch }) => [epoch]);
  };
}
