import { bcs, TypeTagSerializer } from '@mysten/sui/bcs';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { typedDigest } from './digest.ts';

export type Owner =
  | { kind: 'address'; address: string }
  | { kind: 'object'; id: string }
  | { kind: 'shared'; since: bigint }
  | { kind: 'immutable' };

/** A dynamic field's name and type; a fullnode recovers them from the type's layout, devchain keeps them. */
export interface FieldMeta {
  parent: string;
  nameType: string;
  name: Uint8Array;
  valueType: string;
  childId: string | null;
}

export interface StoredObject {
  id: string;
  version: bigint;
  type: string;
  owner: Owner;
  contents: Uint8Array;
  previousTransaction: string;
  digest: string;
  field: FieldMeta | null;
}

/** Type string in the fullnode's form: addresses of 64 digits, no spaces. */
export function canonicalType(type: string): string {
  return TypeTagSerializer.tagToString(TypeTagSerializer.parseFromStr(type, true)).replaceAll(', ', ',');
}

const COIN = normalizeSuiAddress('0x2');
const SUI_COIN = canonicalType('0x2::coin::Coin<0x2::sui::SUI>');

type ObjectInput = Parameters<typeof bcs.Object.serialize>[0];
type MoveInput = Extract<ObjectInput['data'], { Move: unknown }>['Move'];

function moveType(type: string): MoveInput['type'] {
  if (type === SUI_COIN) return { GasCoin: true };
  const tag = TypeTagSerializer.parseFromStr(type, true);
  if (!('struct' in tag)) throw new TypeError(`${type} is no struct`);
  const { struct } = tag;
  const coin = struct.address === COIN && struct.module === 'coin' && struct.name === 'Coin';
  return coin ? { Coin: struct.typeParams[0]! } : { Other: struct };
}

export function ownerBcs(owner: Owner): ObjectInput['owner'] {
  switch (owner.kind) {
    case 'address':
      return { AddressOwner: owner.address };
    case 'object':
      return { ObjectOwner: owner.id };
    case 'shared':
      return { Shared: { initialSharedVersion: owner.since } };
    case 'immutable':
      return { Immutable: true };
  }
}

/** BCS of the whole Sui `Object`, which its digest covers. */
export function objectBcs(object: Omit<StoredObject, 'digest'>): Uint8Array {
  return bcs.Object.serialize({
    data: {
      Move: {
        type: moveType(object.type),
        hasPublicTransfer: false,
        version: object.version,
        contents: object.contents,
      },
    },
    owner: ownerBcs(object.owner),
    previousTransaction: object.previousTransaction,
    storageRebate: 0n,
  }).toBytes();
}

export function objectDigest(object: Omit<StoredObject, 'digest'>): string {
  return typedDigest('Object', objectBcs(object));
}
