import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobDigest, type Digest } from '@baton/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobFiles } from './blob-files.ts';
import type { BlobIndex, BlobRow } from './blob-index.ts';
import { BlobStore } from './blob-store.ts';
import { diskError } from './errors.ts';
import { ServeCache } from './serve-cache.ts';

const blob = new TextEncoder().encode('some bytes');
const digest = blobDigest(blob);

class MemoryIndex implements BlobIndex {
  readonly rows = new Map<Digest, BlobRow>();
  all = async () => [...this.rows.values()];
  record = async (row: BlobRow) => void this.rows.set(row.digest, row);
  remove = async (name: Digest) => void this.rows.delete(name);
}

let directory: string;
let files: BlobFiles;
let index: MemoryIndex;
let cache: ServeCache;
let checks: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baton-blob-store-'));
  files = await BlobFiles.open(directory);
  index = new MemoryIndex();
  cache = new ServeCache();
  checks = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

const storeOver = (on: Pick<BlobFiles, keyof BlobFiles>): BlobStore =>
  new BlobStore(
    { bytesMax: 64 },
    {
      files: on as BlobFiles,
      cache,
      index,
      isStructurallyValid: () => {
        checks += 1;
        return false;
      },
      onCorrupt: () => undefined,
      onCacheChange: () => undefined,
      now: () => 7,
    },
  );

describe('BlobStore', () => {
  it('judges the structure of a blob once, however often it is put', async () => {
    const store = storeOver(files);
    const outcomes = await Promise.all([store.put(digest, blob, 'own'), store.put(digest, blob, 'peer')]);
    await store.put(digest, blob, 'peer');
    expect(outcomes.map((outcome) => outcome.created)).toEqual([true, false]);
    expect([checks, index.rows.get(digest)?.origin]).toEqual([1, 'own']);
  });

  it.each([
    ['ENOSPC', 'BLOB_STORE_FULL'],
    ['EIO', 'BLOB_STORE_FAILED'],
  ])('leaves memory and index alone when the disk says %s', async (systemCode, code) => {
    const failing = Object.assign(Object.create(files) as BlobFiles, {
      write: async () => {
        throw diskError('write', 'x', Object.assign(new Error('disk'), { code: systemCode }));
      },
    });
    const store = storeOver(failing);
    await expect(store.put(digest, blob, 'own')).rejects.toMatchObject({ code, fault: 'operator' });
    expect([cache.count, index.rows.size, store.has(digest)]).toEqual([0, 0, false]);
    expect((await storeOver(files).put(digest, blob, 'own')).created).toBe(true);
  });

  it('removes what it began to write when the rename fails', async () => {
    rmSync(directory, { recursive: true });
    await expect(storeOver(files).put(digest, blob, 'own')).rejects.toMatchObject({ code: 'BLOB_STORE_FAILED' });
    files = await BlobFiles.open(directory);
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });

  it('fills the cache from the files up to its cap, in digest order', async () => {
    const blobs = ['one', 'two', 'six'].map((text) => new TextEncoder().encode(text));
    for (const bytes of blobs) await storeOver(files).put(blobDigest(bytes), bytes, 'own');
    cache = new ServeCache(7);
    const store = storeOver(files);
    await store.reconcile();
    expect(await store.hydrate(new AbortController().signal)).toBe(2);
    expect(cache.get(blobs.map(blobDigest).sort()[2]!)).toBeUndefined();
  });
});
