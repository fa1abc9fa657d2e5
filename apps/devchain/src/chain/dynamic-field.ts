import { fromHex } from '@baton/protocol';
import { TypeTagSerializer } from '@mysten/sui/bcs';
import { deriveDynamicFieldID, normalizeSuiAddress } from '@mysten/sui/utils';
import { canonicalType } from './object.ts';
import type { ObjectStore } from './object-store.ts';

const ID_TYPE = '0x2::object::ID';
const WRAPPED_ID = `0x2::dynamic_object_field::Wrapper<${ID_TYPE}>`;

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

/** An `ObjectTable<ID, T>` entry: a field that holds the child's id, and the child, owned by that field. */
export function putTableEntry(
  store: ObjectStore,
  tableId: string,
  child: { id: string; type: string; contents: Uint8Array },
): void {
  const parent = normalizeSuiAddress(tableId);
  const name = idBytes(child.id);
  const slot = fieldId(parent, WRAPPED_ID, name);
  store.put({
    id: slot,
    type: `0x2::dynamic_field::Field<${WRAPPED_ID}, ${ID_TYPE}>`,
    owner: { kind: 'object', id: parent },
    contents: Buffer.concat([idBytes(slot), name, name]),
    field: {
      parent,
      // Listings show the bare key of an object table, not its wrapper.
      nameType: canonicalType(ID_TYPE),
      name,
      valueType: canonicalType(child.type),
      childId: normalizeSuiAddress(child.id),
    },
  });
  store.put({ ...child, owner: { kind: 'object', id: slot } });
}
