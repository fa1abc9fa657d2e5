import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { blobDigest, type Digest, digest } from '@baton/protocol';
import { diskError } from './errors.ts';

const DIGEST_FILE = /^[0-9a-f]{64}$/;
const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

export interface StoredBlob {
  digest: Digest;
  /** bytes */
  size: number;
}

/**
 * Content-addressed files `DIR/ab/abcdef…`. A name appears only by the rename of a synced temporary file, so a crash
 * leaves either the whole blob or none; leftovers of an interrupted write are swept at the next start.
 * docs/spec/blobs.md#store
 */
export class BlobFiles {
  readonly #directory: string;
  #writes = 0;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<BlobFiles> {
    const files = new BlobFiles(directory);
    await attempt('prepare', directory, async () => {
      await rm(files.#temporary, { recursive: true, force: true });
      await mkdir(files.#temporary, { recursive: true });
    });
    return files;
  }

  get #temporary(): string {
    return join(this.#directory, 'tmp');
  }

  #shard(name: Digest): string {
    return join(this.#directory, name.slice(0, 2));
  }

  path(name: Digest): string {
    return join(this.#shard(name), name);
  }

  /** Writes bytes that the caller has already hashed to `name`; durable when it resolves. */
  async write(name: Digest, bytes: Uint8Array): Promise<void> {
    const target = this.path(name);
    this.#writes += 1;
    const temporary = join(this.#temporary, `${name}.${this.#writes}`);
    await attempt('write', target, async () => {
      try {
        await writeSynced(temporary, bytes);
        const created = await mkdir(this.#shard(name), { recursive: true });
        await rename(temporary, target);
        await syncDirectory(this.#shard(name));
        if (created !== undefined) await syncDirectory(this.#directory);
      } catch (cause) {
        await rm(temporary, { force: true });
        throw cause;
      }
    });
  }

  /** The bytes, re-hashed; `corrupt` when the file no longer hashes to its name, `undefined` when there is none. */
  async read(name: Digest): Promise<Uint8Array | 'corrupt' | undefined> {
    const path = this.path(name);
    try {
      const bytes = await readFile(path);
      return blobDigest(bytes) === name ? bytes : 'corrupt';
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw diskError('read', path, cause);
    }
  }

  /** Puts a corrupt file aside so that the good bytes can be fetched again; kept for the operator to look at. */
  async setAside(name: Digest): Promise<void> {
    const path = this.path(name);
    await attempt('set aside', path, async () => {
      try {
        await rename(path, `${path}.corrupt`);
      } catch (cause) {
        if (!isMissing(cause)) throw cause;
      }
    });
  }

  /** Everything held, in digest order. */
  async list(): Promise<StoredBlob[]> {
    return attempt('list', this.#directory, async () => {
      const held: StoredBlob[] = [];
      for (const shard of (await readdir(this.#directory)).filter((entry) => entry.length === 2).sort()) {
        const names = (await readdir(join(this.#directory, shard))).filter((entry) => DIGEST_FILE.test(entry)).sort();
        for (const name of names) {
          const { size } = await stat(join(this.#directory, shard, name));
          held.push({ digest: digest(name), size });
        }
      }
      return held;
    });
  }
}

async function attempt<T>(operation: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw diskError(operation, path, cause);
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
