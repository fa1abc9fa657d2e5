import { GrpcTypes } from '@mysten/sui/grpc';
import { coinValue } from '../chain/admission.ts';
import type { Chain } from '../chain/chain.ts';
import { canonicalType, type FieldMeta, type StoredObject } from '../chain/object.ts';
import { compileMask, type Mask, submask, wants } from '../grpc/field-mask.ts';
import type { Service } from '../grpc/server.ts';
import { protoObject, requireId } from './object.ts';
import { pageOf } from './page.ts';

const FIELD_MASK_DEFAULT = ['parent', 'field_id'];
const OWNED_MASK_DEFAULT = ['object_id', 'version', 'object_type'];
const FIELD = 1;
const OBJECT = 2;
const ID_TYPE = canonicalType('0x2::object::ID');
const SUI_TYPE = canonicalType('0x2::sui::SUI');
/** Rough size of an item beside its contents, for the page's limit. */
const ITEM_BYTES = 200;

export function stateService(chain: Chain): Service {
  const { store } = chain;

  function protoField(id: string, parent: string, mask: Mask): { item: object; bytes: number } {
    const object = store.get(id)!;
    const field = object.field!;
    const child = field.childId === null ? undefined : store.get(field.childId);
    const value = object.contents.slice(object.contents.length - valueLength(object, field));
    const parts: Record<string, () => object> = {
      parent: () => ({ parent }),
      field_id: () => ({ fieldId: id }),
      kind: () => ({ kind: field.childId === null ? FIELD : OBJECT }),
      name: () => ({ name: { name: field.nameType, value: field.name } }),
      value: () => ({ value: { name: field.childId === null ? field.valueType : ID_TYPE, value } }),
      value_type: () => ({ valueType: field.valueType }),
      child_id: () => (field.childId === null ? {} : { childId: field.childId }),
      field_object: () => ({ fieldObject: protoObject(object, submask(mask, 'field_object')) }),
      child_object: () => (child ? { childObject: protoObject(child, submask(mask, 'child_object')) } : {}),
    };
    const asked = Object.entries(parts).filter(([name]) => wants(mask, name));
    const carriesContents = asked.some(([name]) => name === 'value' || name.endsWith('_object'));
    const bytes = ITEM_BYTES + (carriesContents ? object.contents.length + (child?.contents.length ?? 0) : 0);
    return { item: Object.assign({}, ...asked.map(([, part]) => part())), bytes };
  }

  return {
    descriptor: GrpcTypes.StateService,
    handlers: {
      listDynamicFields: (request: GrpcTypes.ListDynamicFieldsRequest) => {
        const parent = requireId(request.parent, 'parent');
        const mask = compileMask(GrpcTypes.DynamicField, request.readMask?.paths, FIELD_MASK_DEFAULT);
        const page = pageOf(store.fieldIds(parent), parent, request, (id) => protoField(id, parent, mask));
        return { dynamicFields: page.items, nextPageToken: page.nextPageToken };
      },
      listOwnedObjects: (request: GrpcTypes.ListOwnedObjectsRequest) => {
        const owner = requireId(request.owner, 'owner');
        const mask = compileMask(GrpcTypes.Object, request.readMask?.paths, OWNED_MASK_DEFAULT);
        const type = request.objectType ? canonicalType(request.objectType) : null;
        const owned = ownedBy(owner).filter(
          (one) => type === null || one.type === type || one.type.startsWith(`${type}<`),
        );
        const ids = owned.map((one) => one.id).sort();
        const page = pageOf(ids, owner, request, (id) => {
          const object = store.get(id)!;
          return { item: protoObject(object, mask), bytes: ITEM_BYTES + object.contents.length };
        });
        return { objects: page.items, nextPageToken: page.nextPageToken };
      },
      getBalance: (request: GrpcTypes.GetBalanceRequest) => {
        const owner = requireId(request.owner, 'owner');
        const coinType = canonicalType(request.coinType ?? SUI_TYPE);
        const coins = ownedBy(owner).filter((one) => one.type === canonicalType(`0x2::coin::Coin<${coinType}>`));
        const coinBalance = coins.reduce((sum, coin) => sum + coinValue(coin), 0n);
        const addressBalance = coinType === SUI_TYPE ? (chain.balances.get(owner) ?? 0n) : 0n;
        return { balance: { coinType, balance: coinBalance + addressBalance, coinBalance, addressBalance } };
      },
    },
  };

  function ownedBy(address: string): StoredObject[] {
    return [...store.all()].filter(({ owner }) => owner.kind === 'address' && owner.address === address);
  }
}

/** A field object is its id, its name and its value. */
function valueLength(object: StoredObject, field: FieldMeta): number {
  return object.contents.length - 32 - field.name.length;
}
