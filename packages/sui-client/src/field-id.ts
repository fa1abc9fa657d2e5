import { bcs } from '@mysten/bcs';
import { deriveDynamicFieldID } from '@mysten/sui/utils';
import { Address } from './layout/index.ts';

const OBJECT_ID_WRAPPER = '0x2::dynamic_object_field::Wrapper<0x2::object::ID>';
const U64_WRAPPER = '0x2::dynamic_object_field::Wrapper<u64>';

/** Id of the dynamic field `u64 -> T` of `parentId`: inner objects by version, chunks of a `TableVec`, epochs. */
export function u64FieldId(parentId: string, key: number | bigint | string): string {
  return deriveDynamicFieldID(parentId, 'u64', bcs.u64().serialize(key).toBytes());
}

/** Id of the field that owns the entry `childId` of an `ObjectTable<ID, T>`. */
export function tableEntryFieldId(tableId: string, childId: string): string {
  return deriveDynamicFieldID(tableId, OBJECT_ID_WRAPPER, Address.serialize(childId).toBytes());
}

/** Id of the field that owns the entry `key` of an `ObjectTable<u64, T>`. */
export function u64EntryFieldId(tableId: string, key: number): string {
  return deriveDynamicFieldID(tableId, U64_WRAPPER, bcs.u64().serialize(key).toBytes());
}
