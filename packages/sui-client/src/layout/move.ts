import { type BcsType, bcs } from '@mysten/bcs';
import { bcs as sui } from '@mysten/sui/bcs';

/** Building blocks of the Move standard library. BCS is positional: the order of fields is the layout on the chain. */

/** Also Move's `ID` and `UID`: 32 raw bytes, shown as `0x` and 64 hex digits. */
export const Address = sui.Address;
export const Bytes = bcs.byteVector();
/** `Table`, `ObjectTable` and `Bag` share this layout. */
export const Table = bcs.struct('Table', { id: Address, size: bcs.u64() });
/** Elements are dynamic fields `u64 -> T` of `contents.id`. */
export const TableVec = bcs.struct('TableVec', { contents: Table });
export const Balance = bcs.struct('Balance', { value: bcs.u64() });
export const Element = bcs.struct('Element', { bytes: Bytes });
/** Holds one dynamic field under `ExtendedFieldKey`. */
export const ExtendedField = bcs.struct('ExtendedField', { id: Address });
/** An empty Move struct is one zero byte, not zero bytes. */
export const ExtendedFieldKey = bcs.tuple([bcs.bool()], { name: 'extended_field::Key' });

export function VecMap<K, KI, V, VI>(key: BcsType<K, KI>, value: BcsType<V, VI>) {
  return bcs.struct(`VecMap<${key.name}, ${value.name}>`, {
    contents: bcs.vector(bcs.struct('Entry', { key, value })),
  });
}

export function VecSet<K, KI>(key: BcsType<K, KI>) {
  return bcs.struct(`VecSet<${key.name}>`, { contents: bcs.vector(key) });
}

/** `0x2::dynamic_field::Field<K, V>` */
export function Field<K, KI, V, VI>(name: BcsType<K, KI>, value: BcsType<V, VI>) {
  return bcs.struct(`Field<${name.name}, ${value.name}>`, { id: Address, name, value });
}

export const Clock = bcs.struct('Clock', { id: Address, timestamp_ms: bcs.u64() });
/** `System` and `DWalletCoordinator`: the shared objects that own a versioned inner object as a dynamic field. */
export const Versioned = bcs.struct('Versioned', {
  id: Address,
  version: bcs.u64(),
  package_id: Address,
  new_package_id: bcs.option(Address),
  migration_epoch: bcs.option(bcs.u64()),
});
