import { blobDigest, type Digest } from '@baton/protocol';
import type { BlobOrigin } from '@baton/read-model';
import type { BlobFiles } from './blob-files.ts';
import type { BlobIndex, BlobRow } from './blob-index.ts';
import { BlobError, tooLarge } from './errors.ts';
import type { ServeCache } from './serve-cache.ts';

/** Default cap of one blob: 8 MiB. docs/spec/blobs.md#store */
export const BLOB_BYTES_MAX = 8 * 1024 * 1024;

export interface BlobStoreOptions {
  bytesMax: number;
}

export interface BlobStoreDependencies {
  files: BlobFiles;
  cache: ServeCache;
  index: BlobIndex;
  /** the structural rule that the ready signal and the assembly use too */
  isStructurallyValid: (bytes: Uint8Array) => boolean;
  onCorrupt: (digest: Digest) => void;
  onCacheChange: () => void;
  /** Told of each blob that has become durable, and how long that took. */
  onWritten?: (name: Digest, seconds: number) => void;
  now: () => number;
}

export interface PutOutcome {
  digest: Digest;
  size: number;
  structurallyValid: boolean;
  /** false when it was held already */
  created: boolean;
}

/**
 * Durable first, then memory, then the index row that tells others it is held. Every blob is hashed on the way in and
 * on the way out of the files. docs/spec/blobs.md#store
 */
export class BlobStore {
  readonly #options: BlobStoreOptions;
  readonly #dependencies: BlobStoreDependencies;
  readonly #rows = new Map<Digest, BlobRow>();
  readonly #writing = new Map<Digest, Promise<PutOutcome>>();

  constructor(options: BlobStoreOptions, dependencies: BlobStoreDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
  }

  get bytesMax(): number {
    return this.#options.bytesMax;
  }

  /** Brings index and files into agreement after a crash between the two; the files are the truth. */
  async reconcile(): Promise<void> {
    const { files, index } = this.#dependencies;
    const held = new Map((await files.list()).map((blob) => [blob.digest, blob]));
    for (const row of await index.all()) {
      if (held.has(row.digest)) this.#rows.set(row.digest, row);
      else await index.remove(row.digest);
    }
    for (const name of held.keys()) {
      if (this.#rows.has(name)) continue;
      const bytes = await this.#readFile(name);
      if (bytes !== undefined) await this.#record(name, bytes, 'own');
    }
  }

  /** Fills the serve cache from the files in digest order, up to its cap. Returns how many it took. */
  async hydrate(signal: AbortSignal): Promise<number> {
    const { cache, onCacheChange } = this.#dependencies;
    let hydrated = 0;
    for (const row of this.held()) {
      if (signal.aborted || !cache.hasRoomFor(row.size)) break;
      const bytes = await this.#readFile(row.digest);
      if (bytes === undefined) continue;
      cache.insert(row.digest, bytes);
      hydrated += 1;
    }
    onCacheChange();
    return hydrated;
  }

  has(name: Digest): boolean {
    return this.#rows.has(name);
  }

  row(name: Digest): BlobRow | undefined {
    return this.#rows.get(name);
  }

  get count(): number {
    return this.#rows.size;
  }

  /** All bytes held. */
  get bytes(): number {
    let bytes = 0;
    for (const { size } of this.#rows.values()) bytes += size;
    return bytes;
  }

  held(): BlobRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  }

  /** Memory, else file; a file read is not put back into memory. */
  async get(name: Digest): Promise<Uint8Array | undefined> {
    return this.#dependencies.cache.get(name) ?? (await this.#readFile(name));
  }

  /**
   * Stores `bytes` under `name`. Writes nothing when they do not hash to it (BLOB_HASH_MISMATCH), are empty
   * (BLOB_EMPTY) or above the cap (BLOB_TOO_LARGE); a disk failure is BLOB_STORE_FULL or BLOB_STORE_FAILED and leaves
   * memory and index untouched.
   */
  async put(name: Digest, bytes: Uint8Array, origin: BlobOrigin): Promise<PutOutcome> {
    this.#check(name, bytes);
    const known = this.#rows.get(name);
    if (known !== undefined) return outcome(known, false);
    const pending = this.#writing.get(name);
    if (pending !== undefined) return { ...(await pending), created: false };
    const write = this.#write(name, bytes, origin).finally(() => this.#writing.delete(name));
    this.#writing.set(name, write);
    return write;
  }

  #check(name: Digest, bytes: Uint8Array): void {
    if (bytes.length === 0) throw new BlobError('BLOB_EMPTY', 'a blob has at least one byte');
    if (bytes.length > this.bytesMax) throw tooLarge(this.bytesMax)(bytes.length);
    const actual = blobDigest(bytes);
    if (actual !== name) {
      throw new BlobError('BLOB_HASH_MISMATCH', `the bytes hash to ${actual}, not to ${name}`);
    }
  }

  async #write(name: Digest, bytes: Uint8Array, origin: BlobOrigin): Promise<PutOutcome> {
    const start = performance.now();
    await this.#dependencies.files.write(name, bytes);
    this.#dependencies.onWritten?.(name, (performance.now() - start) / 1_000);
    this.#dependencies.cache.insert(name, bytes);
    this.#dependencies.onCacheChange();
    return outcome(await this.#record(name, bytes, origin), true);
  }

  async #record(name: Digest, bytes: Uint8Array, origin: BlobOrigin): Promise<BlobRow> {
    const { index, isStructurallyValid, now } = this.#dependencies;
    const row = {
      digest: name,
      size: bytes.length,
      structurallyValid: isStructurallyValid(bytes),
      origin,
      storedAt: now(),
    };
    await index.record(row);
    this.#rows.set(name, row);
    return row;
  }

  async #readFile(name: Digest): Promise<Uint8Array | undefined> {
    const { files, index, onCorrupt } = this.#dependencies;
    const bytes = await files.read(name);
    if (bytes !== 'corrupt') return bytes;
    onCorrupt(name);
    this.#rows.delete(name);
    await index.remove(name);
    await files.setAside(name);
    return undefined;
  }
}

const outcome = (row: BlobRow, created: boolean): PutOutcome => ({
  digest: row.digest,
  size: row.size,
  structurallyValid: row.structurallyValid,
  created,
});
