import { isValidSuiAddress, normalizeSuiAddress } from '@mysten/sui/utils';
import { coinValue } from '../chain/admission.ts';
import { protoOwner } from '../chain/effects.ts';
import { objectBcs, type StoredObject } from '../chain/object.ts';
import { type Mask, wants } from '../grpc/field-mask.ts';
import { invalidArgument } from '../grpc/status.ts';

export const OBJECT_MASK_DEFAULT = ['object_id', 'version', 'digest'];

/** `sui.rpc.v2.Object` with what the mask asks for. */
export function protoObject(object: StoredObject, mask: Mask): object {
  const parts: Record<string, () => object> = {
    object_id: () => ({ objectId: object.id }),
    version: () => ({ version: object.version }),
    digest: () => ({ digest: object.digest }),
    owner: () => ({ owner: protoOwner(object.owner) }),
    object_type: () => ({ objectType: object.type }),
    has_public_transfer: () => ({ hasPublicTransfer: false }),
    contents: () => ({ contents: { name: object.type, value: object.contents } }),
    bcs: () => ({ bcs: { name: 'Object', value: objectBcs(object) } }),
    previous_transaction: () => ({ previousTransaction: object.previousTransaction }),
    storage_rebate: () => ({ storageRebate: 0n }),
    balance: () => (object.type.includes('::coin::Coin<') ? { balance: coinValue(object) } : {}),
  };
  const asked = Object.entries(parts).filter(([name]) => wants(mask, name));
  return Object.assign({}, ...asked.map(([, part]) => part()));
}

/** A normalised id. One malformed id fails the whole call, as on a fullnode. */
export function requireId(id: string | undefined, what: string): string {
  if (!id || !isValidSuiAddress(normalizeSuiAddress(id))) throw invalidArgument(`${what}: invalid id ${id}`);
  return normalizeSuiAddress(id);
}
