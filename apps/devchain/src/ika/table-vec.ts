import { Bytes, type TableVec } from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { putField } from '../chain/dynamic-field.ts';
import type { ObjectStore } from '../chain/object-store.ts';

type TableVecValue = typeof TableVec.$inferType;

/** A value of an object may not be larger, so a blob is cut into such chunks. */
export const CHUNK_BYTES = 64 * 1024;

/** `table_vec::push_back` of one chunk; the table as it is afterwards. */
export function pushChunk(store: ObjectStore, table: TableVecValue, chunk: Uint8Array): TableVecValue {
  const { id, size } = table.contents;
  putField(store, {
    parent: id,
    nameType: 'u64',
    name: bcs.u64().serialize(size).toBytes(),
    valueType: 'vector<u8>',
    value: Bytes.serialize(chunk).toBytes(),
  });
  return { contents: { id, size: String(BigInt(size) + 1n) } };
}

/** A whole blob under a fresh id. */
export function putBlob(store: ObjectStore, id: string, bytes: Uint8Array): TableVecValue {
  let table: TableVecValue = { contents: { id, size: '0' } };
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    table = pushChunk(store, table, bytes.subarray(at, at + CHUNK_BYTES));
  }
  return table;
}
