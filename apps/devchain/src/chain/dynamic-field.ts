import { fromHex } from '@baton/protocol';
import { TypeTagSerializer } from '@mysten/sui/bcs';
import { deriveDynamicFieldID, normalizeSuiAddress } from '@mysten/sui/utils';
import { canonicalType, type StoredObject } from './object.ts';
import type { ObjectStore } from './object-store.ts';

const ID_TYPE = '0x2::object::ID';

export const idBytes = (id: string): Uint8Array => fromHex(normalizeSuiAddress(id).slice(2));

export function fieldId(parent: string, nameType: string, name: Uint8Array): string {
  return deriveDynamicFieldID(normalizeSuiAddress(parent), TypeTagSerializer.parseFromStr(nameType, true), name);
}

export interface FieldWrite {
  parent: string;
  nameType: string;
  name: Uint8Array;
  valueType: string;
  value: Uint8Array;
}

/** `dynamic_field::add`, or a new value of an existing field. Returns the field's id. */
export function putField(store: ObjectStore, { parent, nameType, name, valueType, value }: FieldWrite): string {
  const id = fieldId(parent, nameType, name);
  const owner = normalizeSuiAddress(parent);
  store.put({
    id,
    type: `0x2::dynamic_field::Field<${nameType}, ${valueType}>`,
    owner: { kind: 'object', id: owner },
    contents: Buffer.concat([idBytes(id), name, value]),
    field: {
      parent: owner,
      nameType: canonicalType(nameType),
      name,
      valueType: canonicalType(valueType),
      childId: null,
    },
  });
  return id;
}

/** How an object table's key is named, and its bytes. */
export interface TableKey {
  type: string;
  name: Uint8Array;
}

export const idKey = (id: string): TableKey => ({ type: ID_TYPE, name: idBytes(id) });

const wrapped = (keyType: string): string => `0x2::dynamic_object_field::Wrapper<${keyType}>`;

/** An `ObjectTable<K, T>` entry: a field that holds the child's id, and the child, owned by that field. */
export function putTableEntry(
  store: ObjectStore,
  tableId: string,
  child: { id: string; type: string; contents: Uint8Array },
  key: TableKey = idKey(child.id),
): void {
  const parent = normalizeSuiAddress(tableId);
  const slot = fieldId(parent, wrapped(key.type), key.name);
  store.put({
    id: slot,
    type: `0x2::dynamic_field::Field<${wrapped(key.type)}, ${ID_TYPE}>`,
    owner: { kind: 'object', id: parent },
    contents: Buffer.concat([idBytes(slot), key.name, idBytes(child.id)]),
    field: {
      parent,
      // Listings show the bare key of an object table, not its wrapper.
      nameType: canonicalType(key.type),
      name: key.name,
      valueType: canonicalType(child.type),
      childId: normalizeSuiAddress(child.id),
    },
  });
  store.put({ ...child, owner: { kind: 'object', id: slot } });
}

/** Takes an entry out with its child. Undefined when there is none under that key. */
export function removeTableEntry(store: ObjectStore, tableId: string, key: TableKey): StoredObject | undefined {
  const slot = fieldId(normalizeSuiAddress(tableId), wrapped(key.type), key.name);
  const childId = store.get(slot)?.field?.childId;
  const child = childId ? store.get(childId) : undefined;
  if (!child) return undefined;
  store.delete(child.id);
  store.delete(slot);
  return child;
}
