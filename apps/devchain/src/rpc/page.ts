import { invalidArgument } from '../grpc/status.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 1_000;
/** A fullnode also ends a page once it holds this much, so a short page is no sign of the last one. */
const PAGE_BYTES_MAX = 512 * 1024;

export interface Page<T> {
  items: T[];
  /** Absent on the last page; an empty token would make clients loop for ever. */
  nextPageToken: Uint8Array | undefined;
}

/** Slices ids in ascending order; the token is the scope's id and the next item's. */
export function pageOf<T>(
  ids: readonly string[],
  scope: string,
  request: { pageToken?: Uint8Array | undefined; pageSize?: number | undefined },
  render: (id: string) => { item: T; bytes: number },
): Page<T> {
  const limit = Math.min(Math.max(request.pageSize ?? PAGE_DEFAULT, 1), PAGE_MAX);
  const from = startOf(scope, request.pageToken);
  const start = from === null ? 0 : ids.findIndex((id) => id >= from);
  const items: T[] = [];
  let bytes = 0;
  let at = start < 0 ? ids.length : start;
  for (; at < ids.length && items.length < limit && bytes < PAGE_BYTES_MAX; at++) {
    const rendered = render(ids[at]!);
    items.push(rendered.item);
    bytes += rendered.bytes;
  }
  const next = ids[at];
  return { items, nextPageToken: next === undefined ? undefined : Buffer.from(scope.slice(2) + next.slice(2), 'hex') };
}

function startOf(scope: string, token: Uint8Array | undefined): string | null {
  if (!token || token.length === 0) return null;
  const hex = Buffer.from(token).toString('hex');
  if (hex.length !== 128 || !hex.startsWith(scope.slice(2))) throw invalidArgument('invalid page_token');
  return `0x${hex.slice(64)}`;
}
