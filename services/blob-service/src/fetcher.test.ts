import { authorityName, blobDigest, type Digest } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { BlobError } from './errors.ts';
import { type FetchAttempt, type FetchDependencies, fetchBlob, type Peer } from './fetcher.ts';
import type { PeerAnswer } from './peer-client.ts';
import type { WantedBlob } from './wanted.ts';

const peer = (n: number): Peer => ({
  name: authorityName(n.toString(16).padStart(96, '0')),
  url: `http://peer-${n}`,
});
const good = new TextEncoder().encode('good');
const wanted: WantedBlob = { digest: blobDigest(good), owner: peer(3).name, structural: true, slots: [], reasons: [] };
const bytes = (blob: Uint8Array): PeerAnswer => ({ kind: 'bytes', bytes: blob });

async function run(answers: Record<string, PeerAnswer>, overrides: Partial<FetchDependencies> = {}) {
  const attempts: FetchAttempt[] = [];
  const stored: Digest[] = [];
  const fetched = await fetchBlob(wanted, [peer(2), peer(1), peer(3)], new AbortController().signal, {
    client: { fetch: async (url) => answers[url] ?? { kind: 'not_found' } },
    isStructurallyValid: () => true,
    store: async (blob) => void stored.push(blob.digest),
    onAsking: async () => undefined,
    onAttempt: async (attempt) => void attempts.push(attempt),
    ...overrides,
  });
  return { asked: attempts.map((attempt) => [attempt.peer.url, attempt.result]), stored, fetched };
}

describe('fetchBlob', () => {
  it('asks the announcer first, then the others in the order of the pass, and stops at the first good copy', async () => {
    expect(await run({ 'http://peer-2': bytes(good) })).toEqual({
      asked: [
        ['http://peer-3', 'not_found'],
        ['http://peer-2', 'ok'],
      ],
      stored: [wanted.digest],
      fetched: true,
    });
  });

  it('goes on after wrong bytes and a dead peer', async () => {
    const { asked } = await run({
      'http://peer-3': bytes(new TextEncoder().encode('lie')),
      'http://peer-2': { kind: 'failed', reason: 'TimeoutError' },
      'http://peer-1': bytes(good),
    });
    expect(asked.map(([, result]) => result)).toEqual(['hash_mismatch', 'transport_error', 'ok']);
  });

  it('never stores bytes that hash well but do not decode', async () => {
    const { asked, stored, fetched } = await run(
      { 'http://peer-3': bytes(good) },
      { isStructurallyValid: () => false },
    );
    expect(asked[0]).toEqual(['http://peer-3', 'decode_failed']);
    expect([stored, fetched]).toEqual([[], false]);
  });

  it('counts a failing store and leaves the digest for the next pass', async () => {
    const { asked, fetched } = await run(
      { 'http://peer-3': bytes(good) },
      {
        store: async () => {
          throw new BlobError('BLOB_STORE_FULL', 'no space left');
        },
      },
    );
    expect(asked[0]).toEqual(['http://peer-3', 'cache_insert_failed']);
    expect(fetched).toBe(false);
  });
});
