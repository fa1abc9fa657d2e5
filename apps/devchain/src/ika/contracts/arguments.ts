import { Bytes } from '@baton/sui-client/layout';
import { bcs } from '@mysten/sui/bcs';
import { MoveAbort, type MoveValue } from '../../chain/move.ts';

const mistyped = (what: string): MoveAbort => new MoveAbort('devchain', 'argument', 0, `expected ${what}`);

/** The one shared object a function takes there; any other would fail Move's type check. */
export function requireObjectArgument(value: MoveValue | undefined, objectId: string, what: string): void {
  if (value?.kind !== 'object' || value.id !== objectId) throw mistyped(what);
}

export function idArgument(value: MoveValue | undefined): string {
  if (value?.kind !== 'pure' || value.bytes.length !== 32) throw mistyped('an ID');
  return bcs.Address.parse(value.bytes);
}

export function pureArgument(value: MoveValue | undefined, what: string): Uint8Array {
  if (value?.kind !== 'pure') throw mistyped(what);
  return value.bytes;
}

/** The contents of a `vector<u8>`. */
export function bytesArgument(value: MoveValue | undefined): Uint8Array {
  return Bytes.parse(pureArgument(value, 'a vector<u8>'));
}

/** A struct made earlier in the same transaction. */
export function nativeArgument<T extends object>(value: MoveValue | undefined, type: string): T {
  if (value?.kind !== 'native' || value.type !== type) throw mistyped(type);
  return value.value as T;
}
