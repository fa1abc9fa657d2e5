import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blake2b256, blake2b256Bytes, blobDigest, fromHex } from '../index.ts';

describe('Blake2b-256', () => {
  it('hashes nothing and "hello world" as published', () => {
    expect(blake2b256()).toBe('0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8');
    expect(blobDigest(new TextEncoder().encode('hello world'))).toBe(
      '256c83b297114d201b30179f3f0ef0cace9783622da5974326b436178aeef610',
    );
  });

  it('takes parts as if joined', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
        expect(blake2b256(...parts)).toBe(blake2b256(Buffer.concat(parts)));
      }),
    );
  });

  it('can be called from within the arguments of another call', () => {
    const inner = () => blake2b256Bytes(new Uint8Array([1]));
    const nested = blake2b256(new Uint8Array([2]), inner(), new Uint8Array([3]));
    const flat = inner();
    expect(nested).toBe(blake2b256(new Uint8Array([2]), flat, new Uint8Array([3])));
  });

  it('gives bytes that a later digest does not overwrite', () => {
    const first = blake2b256Bytes(new Uint8Array([1]));
    const copy = first.slice();
    blake2b256Bytes(new Uint8Array([2]));
    expect(first).toEqual(copy);
  });

  it('survives inputs larger than its internal buffer', () => {
    const large = new Uint8Array(300_001).map((_, index) => index % 251);
    expect(blake2b256(large)).toBe(blake2b256(large.subarray(0, 70_000), large.subarray(70_000)));
    expect(fromHex(blake2b256(large))).toHaveLength(32);
  });
});
