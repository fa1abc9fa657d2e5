import type { Digest } from '@baton/protocol';

/** Default of the memory that serves peers: 512 MiB of blob payload. docs/spec/blobs.md#serve-cache */
export const SERVE_CACHE_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Blobs kept in memory to be served, first in first out by insertion: reads do not touch the order, inserting a
 * known digest changes nothing, and a single blob above the cap stays. docs/spec/blobs.md#serve-cache
 */
export class ServeCache {
  readonly #bytesMax: number;
  readonly #blobs = new Map<Digest, Uint8Array>();
  #bytes = 0;
  #evictions = 0;

  constructor(bytesMax: number = SERVE_CACHE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#blobs.size;
  }

  get evictions(): number {
    return this.#evictions;
  }

  hasRoomFor(size: number): boolean {
    return this.#bytes + size <= this.#bytesMax;
  }

  get(digest: Digest): Uint8Array | undefined {
    return this.#blobs.get(digest);
  }

  insert(digest: Digest, blob: Uint8Array): void {
    if (this.#blobs.has(digest)) return;
    this.#blobs.set(digest, blob);
    this.#bytes += blob.length;
    for (const [oldest, bytes] of this.#blobs) {
      if (this.#bytes <= this.#bytesMax || this.#blobs.size === 1) break;
      this.#blobs.delete(oldest);
      this.#bytes -= bytes.length;
      this.#evictions += 1;
    }
  }
}
