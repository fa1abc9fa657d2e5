import { join } from 'node:path';
import { type AuthorityName, isStructurallyValidMpcData } from '@baton/protocol';
import { databaseOf, defineService, schemaFeed } from '@baton/service-runtime';
import { BlobFiles } from './blob-files.ts';
import { BLOB_BYTES_MAX, BlobStore } from './blob-store.ts';
import { blobServiceConfig, PEER_IN_FLIGHT_MAX, PEER_REQUESTS_PER_MINUTE } from './config.ts';
import { FetchLoop } from './fetch-loop.ts';
import { FetchProgress } from './fetch-progress.ts';
import { blobServiceMetrics } from './metrics.ts';
import { NetworkKeyOutputs } from './network-key-outputs.ts';
import { createPeerBlobClient, measuredPeerClient, PEER_TIMEOUT_MS } from './peer-client.ts';
import { blobPeerRoutes } from './peer-routes.ts';
import { postgresIndex } from './postgres-index.ts';
import { blobRoutes } from './routes.ts';
import { SERVE_CACHE_BYTES_MAX, ServeCache } from './serve-cache.ts';

/** Content-addressed blobs of this validator: stored, served, fetched. docs/spec/blobs.md */
export const service = defineService({
  name: 'blob-service',
  config: blobServiceConfig,
  schema: 'blobs',
  reads: ['freeze', 'handoff', 'chain', 'barrier'],
  async start(context) {
    const { config, telemetry, logger, signal } = context;
    const database = databaseOf(context);
    const metrics = blobServiceMetrics(telemetry);
    const bytesMax = config.blobBytesMax ?? BLOB_BYTES_MAX;
    const files = await BlobFiles.open(join(config.dataDir, 'blobs'));
    const cache = new ServeCache(config.serveCacheBytesMax ?? SERVE_CACHE_BYTES_MAX);
    const store = new BlobStore(
      { bytesMax },
      {
        files,
        cache,
        index: postgresIndex(database.db),
        isStructurallyValid: isStructurallyValidMpcData,
        onCorrupt: (digest) => logger.warn({ digest }, 'a stored blob no longer hashes to its digest; set aside'),
        onCacheChange: () => metrics.cacheChanged(cache),
        onWritten: metrics.written,
        now: Date.now,
      },
    );
    await store.reconcile();
    const outputs = new NetworkKeyOutputs(database.db);
    const progress = new FetchProgress(database.db, Date.now);
    const fetching = new FetchLoop({
      self: config.authority as AuthorityName,
      database,
      store,
      outputs,
      progress,
      client: measuredPeerClient(
        createPeerBlobClient({ timeoutMs: config.blobFetchTimeoutMs ?? PEER_TIMEOUT_MS, bytesMax }),
        telemetry,
      ),
      isStructurallyValid: isStructurallyValidMpcData,
      metrics,
      telemetry,
      logger,
      signal,
    });
    telemetry.beforeScrape(() =>
      metrics.show({
        held: store.held().length,
        missing: progress.missing().length,
        inFlight: fetching.underWay,
      }),
    );
    const failed = Promise.withResolvers<Error>();
    const work = Promise.all([
      store.hydrate(signal).then((hydrated) => logger.debug({ hydrated }, 'serve cache hydrated')),
      fetching.run(),
    ]).catch((error: Error) => failed.resolve(error));
    return {
      routes: blobRoutes({
        db: database.db,
        store,
        cache,
        outputs,
        progress,
        events: schemaFeed(database, 'blobs', signal),
      }),
      peerRoutes: blobPeerRoutes(store, telemetry, {
        inFlightMax: config.blobPeerInFlightMax ?? PEER_IN_FLIGHT_MAX,
        requestsPerMinute: config.blobPeerRequestsPerMinute ?? PEER_REQUESTS_PER_MINUTE,
      }),
      readiness: () => ({ ready: true }),
      status: () => {
        const missing = progress.missing();
        return {
          state: missing.length > 0 ? 'waiting' : 'working',
          waitingFor: missing.length > 0 ? `${missing.length} blobs` : null,
          since: new Date(missing[0]?.since ?? progress.completeSince).toISOString(),
          blobs: store.count,
          cache: { count: cache.count, bytes: cache.bytes },
          missing: missing.length,
        };
      },
      failed: failed.promise,
      close: async () => void (await work),
    };
  },
});
