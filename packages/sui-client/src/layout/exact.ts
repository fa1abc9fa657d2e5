import { BcsReader, type BcsType } from '@mysten/bcs';
import { ChainError } from '../errors.ts';

/**
 * Decodes `bytes` as exactly one value. `BcsType.parse` ignores trailing bytes, and nothing in the chain's bytes
 * names their layout, so a leftover is the only sign that a layout has drifted (`docs/spec/chain.md#layouts`).
 * Throws `ChainError` `LAYOUT_DRIFT`.
 */
export function parseExact<T, Input>(type: BcsType<T, Input>, bytes: Uint8Array): T {
  const reader = new CountingReader(bytes);
  let value: T;
  try {
    value = type.read(reader);
  } catch (cause) {
    throw new ChainError('LAYOUT_DRIFT', `${type.name}: ${bytes.length} bytes do not decode`, { cause });
  }
  if (reader.position !== bytes.length) {
    throw new ChainError('LAYOUT_DRIFT', `${type.name}: value ends at byte ${reader.position} of ${bytes.length}`);
  }
  return value;
}

/** `BcsReader` keeps its position private; every read advances through `shift`. */
class CountingReader extends BcsReader {
  position = 0;

  override shift(bytes: number): this {
    this.position += bytes;
    return super.shift(bytes);
  }
}
