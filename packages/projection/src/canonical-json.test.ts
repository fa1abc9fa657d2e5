import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

const leaf = fc.oneof(fc.string(), fc.boolean(), fc.maxSafeInteger());
const value = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('node')), fc.dictionary(fc.string(), tie('node'))),
})).node;

describe('canonical JSON', () => {
  it('is JSON of the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (row) => {
        const reversed = Object.fromEntries(Object.entries(row).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(row));
        expect(canonicalJson(JSON.parse(canonicalJson(row)))).toBe(canonicalJson(row));
      }),
    );
  });

  it('takes absent, undefined and null properties for the same', () => {
    expect(canonicalJson({ a: null, b: undefined, c: 1 })).toBe('{"c":1}');
    expect(canonicalJson([null, undefined])).toBe('[null,null]');
  });

  it.each([[1.5], [Number.NaN], [2 ** 53], [10n], [new Date(0)], [new Uint8Array(1)], [() => 1]])(
    'refuses %s',
    (odd) => {
      expect(() => canonicalJson({ odd })).toThrow(TypeError);
    },
  );
});
