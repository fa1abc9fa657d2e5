export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Deeper than any message or row. */
const DEPTH_MAX = 32;

/**
 * A value as the APIs show it: bytes as hex, bigints as decimal strings, sets and maps as lists in their order, nothing
 * for undefined. Throws TypeError for what has no such form (functions, numbers that are not finite, endless nesting).
 */
export function stableJson(value: unknown, depth = 0): Json {
  if (depth > DEPTH_MAX) throw new TypeError('nested too deeply');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no JSON form`);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex');
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) return [...value].map((item) => stableJson(item, depth + 1));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, stableJson(member, depth + 1)]));
}

const isList = (value: object): value is Iterable<unknown> =>
  Array.isArray(value) || value instanceof Set || value instanceof Map;
