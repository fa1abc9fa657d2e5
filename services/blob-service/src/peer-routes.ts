import type { Digest } from '@baton/protocol';
import { METRICS, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { answerBlob } from './blob-answer.ts';
import type { BlobStore } from './blob-store.ts';
import { BlobError } from './errors.ts';
import { digestParams } from './schemas.ts';

const RETRY_AFTER_SECONDS = 1;

export interface PeerRouteOptions {
  /** blobs served at once; more are refused with BLOB_PEER_BUSY */
  inFlightMax: number;
  /** per address; more are refused with BLOB_PEER_RATE_LIMITED */
  requestsPerMinute: number;
}

/** The public face: one blob by its digest, to be kept for ever by whoever caches it. docs/spec/blobs.md#peer-face */
export function blobPeerRoutes(
  store: BlobStore,
  telemetry: Telemetry,
  options: PeerRouteOptions,
): FastifyPluginAsyncTypebox {
  const served = telemetry.counter(METRICS.blobBytes);
  return async (app) => {
    let inFlight = 0;
    await app.register(rateLimit, {
      max: options.requestsPerMinute,
      timeWindow: '1 minute',
      errorResponseBuilder: () =>
        new BlobError('BLOB_PEER_RATE_LIMITED', `more than ${options.requestsPerMinute} requests in a minute`),
    });

    app.addHook('onRequest', async (_request, reply) => {
      if (inFlight >= options.inFlightMax) {
        reply.header('retry-after', RETRY_AFTER_SECONDS);
        throw new BlobError('BLOB_PEER_BUSY', `${options.inFlightMax} blobs are being served`);
      }
      inFlight += 1;
      reply.raw.once('close', () => {
        inFlight -= 1;
      });
    });

    const get = async (digest: Digest) => {
      const attributes = { 'baton.digest': digest };
      const bytes = await withSpan(telemetry, SPANS.blobServe, { attributes }, () => store.get(digest));
      served.inc({ direction: 'served' }, bytes?.length ?? 0);
      return bytes;
    };
    app.get('/v1/blobs/:digest', { schema: { tags: ['blobs'], params: digestParams } }, (request, reply) =>
      answerBlob(request.params.digest as Digest, request, reply, { get, has: (digest) => store.has(digest) }),
    );
  };
}
