import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../identifiers.ts';
import { decodeStrict, encode, MAX_MESSAGE_BYTES, ProtocolError } from '../index.ts';
import { label, option, struct, taggedUnion, vector } from './composites.ts';
import { bool, byteVector, type Codec, fixedHex, prefixedHex, u32, u64, utf8String } from './primitives.ts';

function codeOf<T>(codec: Codec<T>, hex: string, maxBytes?: number): string {
  try {
    decodeStrict(codec, fromHex(hex), maxBytes);
    return 'accepted';
  } catch (error) {
    return error instanceof ProtocolError ? error.code : String(error);
  }
}

const shape = taggedUnion<'kind', { kind: 'none' } | { kind: 'far'; id: number }>('Shape', 'kind', {
  none: { tag: 0, fields: struct<object>('None', {}) },
  far: { tag: 300, fields: struct<{ id: number }>('Far', { id: u64 }) },
});

describe('strict decoding', () => {
  it.each([
    ['TRUNCATED', u64, '01020304050607'],
    ['TRUNCATED', byteVector, '0501'],
    ['TRUNCATED', byteVector, '80'],
    ['TRUNCATED', vector(u64), 'ffffffff0f'],
    ['TRAILING_BYTES', u64, '010000000000000000'],
    ['NON_CANONICAL', byteVector, '8100ff'],
    ['NON_CANONICAL', byteVector, '808000'],
    ['NON_CANONICAL', byteVector, '808080808001'],
    ['NON_CANONICAL', bool, '02'],
    ['NON_CANONICAL', option(bool), '0300'],
    ['NON_CANONICAL', shape, '800000'],
    ['INTEGER_OUT_OF_RANGE', u64, '0000000000002000'],
    ['INTEGER_OUT_OF_RANGE', byteVector, 'ffffffff1f'],
    ['UNKNOWN_KIND', shape, '01'],
    ['UNKNOWN_KIND', label('L', { a: 0, b: 1 }), '02'],
    ['MALFORMED', utf8String, '02c328'],
    ['MALFORMED', prefixedHex('Name', 48), '2f'],
  ] as [string, Codec<unknown>, string][])('%s: case %#', (code, codec, hex) => {
    expect(codeOf(codec, hex)).toBe(code);
  });

  it('refuses what is longer than the cap before reading it', () => {
    expect(codeOf(u64, '00'.repeat(9), 8)).toBe('OVERSIZED');
    expect(codeOf(byteVector, '00'.repeat(MAX_MESSAGE_BYTES + 1))).toBe('OVERSIZED');
  });

  it('reads a view without seeing the buffer behind it', () => {
    const buffer = fromHex('aa0501020304050607ff');
    expect(() => decodeStrict(byteVector, buffer.subarray(1, 4))).toThrow(
      expect.objectContaining({ code: 'TRUNCATED' }),
    );
    expect(toHex(decodeStrict(byteVector, buffer.subarray(1, 7)))).toBe('0102030405');
  });

  it('gives values that do not alias the input', () => {
    const input = fromHex('020102');
    const value = decodeStrict(byteVector, input);
    input.fill(0);
    expect(toHex(value)).toBe('0102');
  });

  it('keeps the tags that were given, gaps and all', () => {
    expect(toHex(encode(shape, { kind: 'far', id: 1 }))).toBe('ac020100000000000000');
    expect(decodeStrict(shape, fromHex('ac020100000000000000'))).toEqual({ kind: 'far', id: 1 });
    expect(toHex(encode(shape, { kind: 'none' }))).toBe('00');
  });

  it('reads the largest safe integer and no more', () => {
    expect(decodeStrict(u64, fromHex('ffffffffffff1f00'))).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('encoding', () => {
  it.each([-1, 1.5, 2 ** 53, Number.NaN])('has no u64 for %d', (value) => {
    expect(() => encode(u64, value)).toThrow(expect.objectContaining({ code: 'INTEGER_OUT_OF_RANGE' }));
  });

  it('has no u32 above 2^32-1', () => {
    expect(() => encode(u32, 2 ** 32)).toThrow(expect.objectContaining({ code: 'INTEGER_OUT_OF_RANGE' }));
  });

  it('refuses an identifier of another size', () => {
    expect(() => encode(fixedHex('Digest', 32), 'ab')).toThrow(expect.objectContaining({ code: 'INVALID_IDENTIFIER' }));
  });
});
