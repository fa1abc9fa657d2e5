import type { BcsType } from '@mysten/bcs';
import { parseExact } from './layout/index.ts';
import type { ChainObject } from './object-source.ts';

/** Keeps the last decoding per object: most objects of a poll have not moved since the one before. */
export class DecodeCache {
  readonly #entries = new Map<string, { digest: string; value: unknown }>();

  decode<T, Input>(type: BcsType<T, Input>, object: ChainObject): T {
    const entry = this.#entries.get(object.objectId);
    if (entry?.digest === object.digest) return entry.value as T;
    const value = parseExact(type, object.content);
    this.#entries.set(object.objectId, { digest: object.digest, value });
    return value;
  }

  /** Drops objects that left the state, which bounds the cache by the state's size. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#entries.delete(id);
  }
}
