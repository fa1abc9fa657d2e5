import { Bytes } from '@baton/sui-client/layout';
import { MoveAbort, type MoveFunction, type MoveValue } from './move.ts';

/** `0x1::vector::append<u8>`: joins a message that is too long for one pure argument. */
export const vectorFunctions: Record<string, MoveFunction> = {
  append: {
    parameters: ['&mut', 'vector<u8>'],
    run: (_context, [target, more]) => {
      const into = pureOf(target);
      into.bytes = Bytes.serialize(Buffer.concat([Bytes.parse(into.bytes), Bytes.parse(pureOf(more).bytes)])).toBytes();
      return [];
    },
  },
};

function pureOf(value: MoveValue | undefined): Extract<MoveValue, { kind: 'pure' }> {
  if (value?.kind !== 'pure') throw new MoveAbort('vector', 'append', 0, 'expected a vector<u8>');
  return value;
}
