import { describe, expect, test } from 'vitest';
import { LIST_LIMITS, listCursors } from './list-page.ts';

const cursors = listCursors('freeze.names epoch=3', ['number', 'string']);
const rows = [1, 2, 3, 4, 5].map((epoch) => ({ epoch, name: `n${epoch}` }));
const placeOf = ({ epoch, name }: (typeof rows)[number]): [number, string] => [epoch, name];

test('pages follow each other to the end', () => {
  const first = cursors.page(rows.slice(0, 3), 2, placeOf);
  expect(first.items).toEqual(rows.slice(0, 2));
  expect(cursors.read(first.next ?? undefined)).toEqual([2, 'n2']);
  const last = cursors.page(rows.slice(3), 2, placeOf);
  expect(last).toEqual({ items: rows.slice(3), next: null });
  expect(cursors.page([], 2, placeOf)).toEqual({ items: [], next: null });
});

test('no cursor is the beginning', () => {
  expect(cursors.read(undefined)).toBeNull();
});

describe('a cursor that is not of this list', () => {
  const good = cursors.page(rows, 1, placeOf).next ?? '';
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each([
    ['noise', 'x'],
    ['empty', ''],
    ['torn', good.slice(0, -6)],
    ['of other filters', listCursors('freeze.names epoch=4', ['number', 'string']).page(rows, 1, placeOf).next ?? ''],
    ['of another shape', encoded(['freeze.names epoch=3', 1])],
    ['of other types', encoded(['freeze.names epoch=3', 'a', 1])],
    ['no list', encoded({ list: 'freeze.names epoch=3' })],
    ['with an unsafe number', encoded(['freeze.names epoch=3', 2 ** 60, 'a'])],
    ['too long', encoded(['freeze.names epoch=3', 1, 'a'.repeat(LIST_LIMITS.cursorCharactersMax)])],
  ])('is refused: %s', (_what, cursor) => {
    expect(() => cursors.read(cursor)).toThrow(
      expect.objectContaining({ status: 400, code: 'CURSOR_INVALID', fault: 'caller' }),
    );
  });
});
