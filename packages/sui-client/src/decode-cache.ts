import type { BcsType } from '@mysten/bcs';
import { requireTableEntry } from './consistency.ts';
import { parseExact } from './layout/index.ts';
import type { ChainObject } from './object-source.ts';

/** Keeps the last reading per object: most objects of a poll have not moved since the one before. */
export class DecodeCache {
  readonly #entries = new Map<string, { made: string; value: unknown }>();

  decode<T, Input>(type: BcsType<T, Input>, object: ChainObject): T {
    return this.read(object, () => parseExact(type, object.content));
  }

  /** Of an object that is proven to be in that table (`requireTableEntry`). */
  decodeEntry<T, Input>(
    type: BcsType<T, Input>,
    object: ChainObject,
    { tableId, typeSuffix }: { tableId: string; typeSuffix: string },
  ): T {
    const read = () => {
      requireTableEntry(object, tableId, typeSuffix);
      return parseExact(type, object.content);
    };
    return this.read(object, read, tableId);
  }

  /** `read` has to be a function of the object, its owner included, and of `of`. */
  read<Value>(object: ChainObject, read: (object: ChainObject) => Value, of = ''): Value {
    const made = `${object.digest}/${of}`;
    const entry = this.#entries.get(object.objectId);
    if (entry?.made === made) return entry.value as Value;
    const value = read(object);
    this.#entries.set(object.objectId, { made, value });
    return value;
  }

  /** Drops objects that left the state, which bounds the cache by the state's size. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#entries.delete(id);
  }
}
