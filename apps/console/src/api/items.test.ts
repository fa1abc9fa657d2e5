import * as v from 'valibot';
import { afterEach, expect, it, vi } from 'vitest';
import { getItems } from './items.ts';
import { page } from './shapes.ts';

const Schema = page(v.number());
const asked: string[] = [];

function answering(pages: Record<string, object>): void {
  asked.length = 0;
  const answer = (url: string) => {
    asked.push(url);
    const cursor = new URL(url, 'http://console').searchParams.get('cursor') ?? '';
    return Promise.resolve(Response.json(pages[cursor] ?? pages.any));
  };
  vi.stubGlobal('fetch', vi.fn(answer));
}
afterEach(() => vi.unstubAllGlobals());

it('a list is read to its end, each page behind the one before', async () => {
  answering({ '': { items: [1, 2], next: 'a' }, a: { items: [3], next: 'b' }, b: { items: [4], next: null } });
  expect(await getItems('/list', Schema, { limit: 2 })).toEqual([1, 2, 3, 4]);
  expect(asked).toEqual(['/list?limit=2', '/list?limit=2&cursor=a', '/list?limit=2&cursor=b']);
});

it('a list that does not end is given up', async () => {
  answering({ any: { items: [1], next: 'again' } });
  await expect(getItems('/list', Schema, {})).rejects.toMatchObject({ code: 'LIST_ENDLESS' });
  expect(asked).toHaveLength(100);
});
