import { type AuthorityName, blobDigest } from '@baton/protocol';
import { BlobError } from './errors.ts';
import type { PeerBlobClient } from './peer-client.ts';
import type { WantedBlob } from './wanted.ts';

/** The closed set of results, as the metric labels them. docs/spec/blobs.md#fetcher */
export type FetchResult =
  | 'ok'
  | 'not_found'
  | 'hash_mismatch'
  | 'decode_failed'
  | 'cache_insert_failed'
  | 'transport_error';

export interface Peer {
  name: AuthorityName;
  url: string;
}

export interface FetchAttempt {
  wanted: WantedBlob;
  peer: Peer;
  result: FetchResult;
  reason?: string;
}

export interface FetchDependencies {
  client: PeerBlobClient;
  isStructurallyValid: (bytes: Uint8Array) => boolean;
  /** stores verified bytes; throws BlobError when the store can't */
  store: (wanted: WantedBlob, bytes: Uint8Array, peer: Peer) => Promise<void>;
  onAsking: (wanted: WantedBlob, peer: Peer) => Promise<void>;
  onAttempt: (attempt: FetchAttempt) => Promise<void>;
}

/**
 * Asks for one blob: the owner first if it is a known peer, then the others in the order of the pass, until one gives
 * the right bytes. False when it stays missing; nobody is banned and the next pass asks again.
 * docs/spec/blobs.md#fetcher
 */
export async function fetchBlob(
  wanted: WantedBlob,
  order: readonly Peer[],
  signal: AbortSignal,
  dependencies: FetchDependencies,
): Promise<boolean> {
  for (const peer of ownerFirst(wanted.owner, order)) {
    if (signal.aborted) return false;
    await dependencies.onAsking(wanted, peer);
    const attempt = await askPeer(wanted, peer, signal, dependencies);
    if (signal.aborted && attempt.result === 'transport_error') return false;
    await dependencies.onAttempt({ wanted, peer, ...attempt });
    if (attempt.result === 'ok') return true;
  }
  return false;
}

function ownerFirst(owner: AuthorityName | null, order: readonly Peer[]): Peer[] {
  return [...order.filter((peer) => peer.name === owner), ...order.filter((peer) => peer.name !== owner)];
}

async function askPeer(
  wanted: WantedBlob,
  peer: Peer,
  signal: AbortSignal,
  { client, isStructurallyValid, store }: FetchDependencies,
): Promise<{ result: FetchResult; reason?: string }> {
  const answer = await client.fetch(peer.url, wanted.digest, signal);
  if (answer.kind === 'not_found') return { result: 'not_found' };
  if (answer.kind === 'failed') return { result: 'transport_error', reason: answer.reason };
  if (blobDigest(answer.bytes) !== wanted.digest) return { result: 'hash_mismatch' };
  if (wanted.structural && !isStructurallyValid(answer.bytes)) return { result: 'decode_failed' };
  try {
    await store(wanted, answer.bytes, peer);
    return { result: 'ok' };
  } catch (cause) {
    if (!(cause instanceof BlobError)) throw cause;
    return { result: 'cache_insert_failed', reason: cause.message };
  }
}
