import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@baton/protocol';
import { BcsReader, type BcsType } from '@mysten/bcs';
import { bcs } from '@mysten/sui/bcs';
import { fromBase58, normalizeSuiAddress } from '@mysten/sui/utils';
import { describe, expect, it } from 'vitest';
import { typedDigest } from './digest.ts';
import { type Owner, objectBcs, objectDigest } from './object.ts';

/** The public genesis of Sui's mainnet; it lies beside the checkout, where it is at hand. */
const path = join(import.meta.dirname, '../../../../../shared/fixtures/ika/sui_genesis.blob');
const present = existsSync(path);

/** Objects are in the blob's second part. */
const OBJECTS_FROM = 150_000;
const OBJECT_BYTES_MAX = 40_000;

class PositionReader extends BcsReader {
  position = 0;

  override shift(bytes: number): this {
    this.position += bytes;
    return super.shift(bytes);
  }
}

/** A value at that place, if there is one, with its bytes. */
function valueAt<T, Input>(type: BcsType<T, Input>, blob: Buffer, at: number): { value: T; bytes: Buffer } | null {
  try {
    const reader = new PositionReader(blob.subarray(at, at + OBJECT_BYTES_MAX));
    const value = type.read(reader);
    return { value, bytes: blob.subarray(at, at + reader.position) };
  } catch {
    return null;
  }
}

/** A digest is right if the genesis itself names it. */
const named = (blob: Buffer, digest: string): boolean => blob.includes(Buffer.from(fromBase58(digest)));

describe.skipIf(!present)(`a real genesis${present ? '' : ' (skipped: no ../shared/fixtures/ika)'}`, () => {
  it('has the object digests and the object bytes that devchain makes', () => {
    const blob = readFileSync(path);
    let known = 0;
    let written = 0;
    for (let at = OBJECTS_FROM; at < blob.length; at++) {
      const found = blob[at] === 0 ? valueAt(bcs.Object, blob, at) : null;
      if (!found || !named(blob, typedDigest('Object', found.bytes))) continue;
      known += 1;
      at += found.bytes.length - 1;
      const { value } = found;
      const move = value.data.Move;
      // Devchain's own objects have neither of these.
      if (!move || move.hasPublicTransfer || value.storageRebate !== '0' || !move.type.Other) continue;
      const contents = Uint8Array.from(move.contents);
      const object = {
        id: normalizeSuiAddress(toHex(contents.subarray(0, 32))),
        version: BigInt(move.version),
        type: typeName(move.type.Other),
        owner: ownerOf(value.owner),
        contents,
        previousTransaction: value.previousTransaction,
        field: null,
      };
      expect(Buffer.from(objectBcs(object)).equals(found.bytes)).toBe(true);
      expect(named(blob, objectDigest(object))).toBe(true);
      written += 1;
    }
    expect(known).toBeGreaterThan(50);
    expect(written).toBeGreaterThan(5);
  });

  it('has the effects digest that devchain makes', () => {
    const blob = readFileSync(path);
    for (let at = 0; at < blob.length; at++) {
      if (blob[at] !== 1 || blob[at + 1] !== 0) continue;
      const reader = new PositionReader(blob.subarray(at));
      try {
        bcs.TransactionEffects.read(reader);
      } catch {
        continue;
      }
      const bytes = blob.subarray(at, at + reader.position);
      if (!named(blob, typedDigest('TransactionEffects', bytes))) continue;
      const again = bcs.TransactionEffects.serialize(bcs.TransactionEffects.parse(bytes)).toBytes();
      expect(Buffer.from(again).equals(bytes)).toBe(true);
      return;
    }
    expect.unreachable('no effects in the genesis');
  });
});

type StructTag = Extract<
  NonNullable<(typeof bcs.Object.$inferType)['data']['Move']>['type'],
  { Other: unknown }
>['Other'];

function typeName(tag: NonNullable<StructTag>): string {
  const { address, module, name, typeParams } = tag;
  const parameters = typeParams.map((one) => bcs.TypeTag.parse(bcs.TypeTag.serialize(one).toBytes()));
  return `${address}::${module}::${name}${parameters.length > 0 ? `<${parameters.join(', ')}>` : ''}`;
}

function ownerOf(owner: (typeof bcs.Object.$inferType)['owner']): Owner {
  if (owner.ObjectOwner) return { kind: 'object', id: owner.ObjectOwner };
  if (owner.AddressOwner) return { kind: 'address', address: owner.AddressOwner };
  if (owner.Shared) return { kind: 'shared', since: BigInt(owner.Shared.initialSharedVersion) };
  return { kind: 'immutable' };
}
