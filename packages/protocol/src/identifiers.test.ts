import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authorityName,
  blsSignature,
  compareHex,
  consensusKey,
  digest,
  fromHex,
  networkName,
  objectId,
  signature,
  toHex,
} from './index.ts';

const invalid = expect.objectContaining({ code: 'INVALID_IDENTIFIER', fault: 'caller' });

describe('identifiers', () => {
  it.each([
    ['authority name', authorityName, 96],
    ['digest', digest, 64],
    ['consensus key', consensusKey, 64],
    ['signature', signature, 128],
    ['BLS signature', blsSignature, 192],
  ] as const)('%s has its size and lower case only', (_what, make, digits) => {
    expect(make('ab'.repeat(digits / 2))).toBe('ab'.repeat(digits / 2));
    for (const bad of ['ab'.repeat(digits / 2 - 1), 'AB'.repeat(digits / 2), `zz${'ab'.repeat(digits / 2 - 1)}`, '']) {
      expect(() => make(bad)).toThrow(invalid);
    }
  });

  it('an object id starts with 0x', () => {
    expect(objectId(`0x${'01'.repeat(32)}`)).toBe(`0x${'01'.repeat(32)}`);
    expect(() => objectId('01'.repeat(32))).toThrow(invalid);
    expect(() => objectId('0x01')).toThrow(invalid);
  });

  it.each(['', 'A', '-a', 'a.b', 'a'.repeat(33)])('"%s" is no network name', (name) => {
    expect(() => networkName(name)).toThrow(invalid);
  });

  it('hex and bytes are the same thing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
    expect(fromHex('0xAb')).toEqual(new Uint8Array([0xab]));
    expect(() => fromHex('abc')).toThrow(invalid);
    expect(() => fromHex('ag')).toThrow(invalid);
    expect(() => fromHex('é0')).toThrow(invalid);
  });

  it('orders as unsigned bytes', () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(compareHex(toHex(a), toHex(b))).toBe(Math.sign(Buffer.compare(a, b)));
      }),
    );
  });
});
