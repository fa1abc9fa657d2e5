import { COMMON_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';
import { BLOB_BYTES_MAX } from './blob-store.ts';
import { PEER_TIMEOUT_MS } from './peer-client.ts';
import { SERVE_CACHE_BYTES_MAX } from './serve-cache.ts';

/** Blobs served to peers at once. docs/spec/blobs.md#peer-face */
export const PEER_IN_FLIGHT_MAX = 16;
/** Requests one peer address may make in a minute. */
export const PEER_REQUESTS_PER_MINUTE = 1_200;

export const blobServiceConfig = Type.Object({
  databaseUrl: COMMON_KEYS.databaseUrl,
  dataDir: COMMON_KEYS.dataDir,
  authority: COMMON_KEYS.authority,
  blobBytesMax: Type.Optional(Type.Integer({ minimum: 1, description: `Cap of one blob; default ${BLOB_BYTES_MAX}` })),
  serveCacheBytesMax: Type.Optional(
    Type.Integer({ minimum: 0, description: `Memory that serves peers; default ${SERVE_CACHE_BYTES_MAX}` }),
  ),
  blobFetchTimeoutMs: Type.Optional(
    Type.Integer({ minimum: 1, description: `Patience with one peer for one blob; default ${PEER_TIMEOUT_MS}` }),
  ),
  blobPeerInFlightMax: Type.Optional(
    Type.Integer({ minimum: 1, description: `Blobs served to peers at once; default ${PEER_IN_FLIGHT_MAX}` }),
  ),
  blobPeerRequestsPerMinute: Type.Optional(
    Type.Integer({ minimum: 1, description: `Per peer address; default ${PEER_REQUESTS_PER_MINUTE}` }),
  ),
});

export type BlobServiceConfig = Static<typeof blobServiceConfig>;
