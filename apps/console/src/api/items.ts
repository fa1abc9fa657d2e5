import { type Decoder, getJson, type Query, withQuery } from './http.ts';
import { ApiProblem } from './problem.ts';

/** Far above what a list that is shown whole may hold: a row or two for each validator. */
const PAGES_MAX = 100;

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** All items of a list, page after page, in its order. ApiProblem for a list that does not end. */
export async function getItems<Item>(
  path: string,
  schema: Decoder<Page<Item>>,
  query: Query,
  signal?: AbortSignal,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: Page<Item> = await getJson(withQuery(path, { ...query, cursor }), schema, signal);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = page.next;
  }
  throw new ApiProblem({ status: 200, code: 'LIST_ENDLESS', title: `The list has more than ${PAGES_MAX} pages` });
}
