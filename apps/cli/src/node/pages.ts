import type { Field } from '../json-input.ts';
import { below, findJson, malformed } from './http.ts';

/** What one page of a list may hold. docs/spec/http.md#lists */
const PAGE_ITEMS_MAX = 500;
/** A filtered list may have empty pages before its end, but no node's list has as many pages as this. */
const PAGES_MAX = 10_000;

/** The first `limit` items of a list, page after page; undefined where the list is not there. */
export async function readItems(
  base: URL,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  limit: number,
  pagesMax = PAGES_MAX,
): Promise<Field[] | undefined> {
  const items: Field[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const url = below(base, path);
    const parameters = { ...query, limit: String(Math.min(PAGE_ITEMS_MAX, limit - items.length)), cursor };
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
    const page = await findJson(url);
    if (page === undefined) return undefined;
    items.push(...page.get('items').list());
    cursor = page.maybe('next')?.text();
    if (cursor === undefined || items.length >= limit) return items;
  }
  throw malformed(`${below(base, path).href} has no end`);
}
