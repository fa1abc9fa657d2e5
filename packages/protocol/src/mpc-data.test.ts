import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blobDigest,
  DEFAULT_BLOB_BYTES,
  decodeMpcData,
  deriveMpcData,
  encode,
  encodeMpcData,
  fromHex,
  isStructurallyValidMpcData,
  MAX_BLOB_BYTES,
  type MpcKeyBundle,
  versionedMpcDataCodec,
} from './index.ts';

const seed = (fill: number) => new Uint8Array(32).fill(fill);
const small = deriveMpcData(seed(1), 1_024);

describe('the derived blob', () => {
  it('is as large as asked and structurally valid', () => {
    const blob = deriveMpcData(seed(1));
    expect(blob).toHaveLength(DEFAULT_BLOB_BYTES);
    expect(isStructurallyValidMpcData(blob)).toBe(true);
  });

  it('follows from the seed and the size alone', () => {
    expect(blobDigest(deriveMpcData(seed(1), 2_000))).toBe(blobDigest(deriveMpcData(seed(1), 2_000)));
    expect(blobDigest(deriveMpcData(seed(2), 2_000))).not.toBe(blobDigest(deriveMpcData(seed(1), 2_000)));
    expect(blobDigest(small)).toBe('774295237232e68d3d2b786af87df97e3d7dd03898ae7c2ae8c38195aa693994');
  });

  it('fits within any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_024, max: 40_000 }), (size) => {
        const { length } = deriveMpcData(seed(3), size);
        expect(length).toBeLessThanOrEqual(size);
        expect(length).toBeGreaterThanOrEqual(size - 2);
      }),
      { numRuns: 30, examples: [[16_384], [16_385], [16_388], [16_711], [16_715]] },
    );
  });

  it.each([
    [31, 2_000],
    [32, 1_023],
    [32, MAX_BLOB_BYTES + 1],
    [32, 2_000.5],
  ])('refuses a seed of %i bytes for a blob of %d', (seedBytes, size) => {
    expect(() => deriveMpcData(new Uint8Array(seedBytes), size)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('structural validity', () => {
  const bundle = decodeMpcData(small);
  const changed = (change: Partial<MpcKeyBundle>) => () => encodeMpcData({ ...bundle, ...change });

  it('round-trips', () => {
    expect(encodeMpcData(bundle)).toEqual(small);
  });

  it('fails on bytes added, missing or of another version, in either layer', () => {
    const inner = small.subarray(3);
    const rewrapped = (bytes: Uint8Array) => encode(versionedMpcDataCodec, { version: 'v1', bytes });
    expect(isStructurallyValidMpcData(rewrapped(inner))).toBe(true);
    for (const bad of [
      new Uint8Array(),
      small.subarray(0, -1),
      Buffer.concat([small, fromHex('00')]),
      Buffer.concat([fromHex('01'), small.subarray(1)]),
      rewrapped(inner.subarray(0, -1)),
      rewrapped(Buffer.concat([inner, fromHex('00')])),
      rewrapped(new Uint8Array()),
    ]) {
      expect(isStructurallyValidMpcData(bad)).toBe(false);
    }
  });

  it('fails above the cap', () => {
    expect(isStructurallyValidMpcData(small, small.length - 1)).toBe(false);
    expect(() => decodeMpcData(small, 10)).toThrow(expect.objectContaining({ code: 'OVERSIZED' }));
  });

  it('wants keys of their sizes', () => {
    const malformed = expect.objectContaining({ code: 'MALFORMED' });
    expect(changed({ hpkeKey: new Uint8Array(31) })).toThrow(malformed);
    expect(changed({ secp256k1KeyAndProof: new Uint8Array(97) })).toThrow(malformed);
    expect(changed({ classGroupsKeyAndProof: new Uint8Array() })).toThrow(malformed);
  });

  it('checks structure only: any well-formed bytes will do', () => {
    const other = encodeMpcData({ ...bundle, classGroupsKeyAndProof: new Uint8Array(5) });
    expect(isStructurallyValidMpcData(other)).toBe(true);
  });
});
