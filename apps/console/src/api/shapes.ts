import * as v from 'valibot';

/**
 * Decoding is tolerant: unknown members pass, what a page can do without may be absent, and a word that a newer node
 * uses stays that word. Only what a page cannot be without is required.
 */
export const count = v.number();
export const countOrNull = v.optional(v.nullable(v.number()), null);
export const text = v.string();
export const textOrNull = v.optional(v.nullable(v.string()), null);
/** A reason as a stable code and in words. */
export const why = v.object({ code: text, text });
export const flag = v.optional(v.boolean(), false);
/** An instant as ISO text or as milliseconds; in milliseconds. */
export const instant = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((at) => (typeof at === 'number' ? at : Date.parse(at))),
);
export const instantOrNull = v.optional(v.nullable(instant), null);

export function list<Item extends v.GenericSchema>(item: Item) {
  return v.optional(v.array(item), []);
}

export function page<Item extends v.GenericSchema>(item: Item) {
  return v.object({ items: v.array(item), next: textOrNull });
}
