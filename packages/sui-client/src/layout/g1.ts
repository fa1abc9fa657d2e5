import { ChainError } from '../errors.ts';

const FIELD_PRIME = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
const COMPRESSED = 0x80;
const INFINITY = 0x40;
const LARGER_Y = 0x20;

/**
 * 96-byte uncompressed G1 point to its 48-byte compressed form, without curve arithmetic: keep x, and flag the larger
 * of the two possible y. Throws `ChainError` `MALFORMED_STATE` when the bytes are no uncompressed point's.
 */
export function compressG1(point: Uint8Array): Uint8Array {
  const flags = point[0] ?? COMPRESSED;
  if (point.length !== 96 || flags & COMPRESSED) {
    throw new ChainError('MALFORMED_STATE', `not an uncompressed G1 point: ${point.length} bytes`);
  }
  const compressed = point.slice(0, 48);
  if (flags & INFINITY) {
    compressed.fill(0);
    compressed[0] = COMPRESSED | INFINITY;
    return compressed;
  }
  const y = BigInt(`0x${Buffer.from(point.subarray(48)).toString('hex')}`);
  compressed[0] = flags | COMPRESSED | (y > (FIELD_PRIME - 1n) / 2n ? LARGER_Y : 0);
  return compressed;
}
