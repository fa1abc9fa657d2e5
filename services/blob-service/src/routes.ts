import { blobDigest, type Digest, type ObjectId } from '@baton/protocol';
import { OCTET_STREAM, readOctets, streamOctets } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { BlobStore } from './blob-store.ts';
import { BlobError, tooLarge } from './errors.ts';
import type { FetchProgress } from './fetch-progress.ts';
import type { NetworkKeyOutputs } from './network-key-outputs.ts';
import * as schemas from './schemas.ts';
import type { ServeCache } from './serve-cache.ts';

const HELD_LISTED_DEFAULT = 200;

export interface RouteDependencies {
  store: BlobStore;
  cache: ServeCache;
  outputs: NetworkKeyOutputs;
  progress: FetchProgress;
}

/** The local face: put and get by digest, file an output, see what is held and what is missing. */
export function blobRoutes({ store, cache, outputs, progress }: RouteDependencies): FastifyPluginAsyncTypebox {
  return async (app) => {
    streamOctets(app);

    app.get(
      '/v1/blobs',
      { schema: { tags: ['blobs'], querystring: schemas.listQuery, response: { 200: schemas.blobList } } },
      async ({ query }) => {
        const held = store.held();
        const after = query.after ?? '';
        return {
          count: held.length,
          bytes: held.reduce((sum, row) => sum + row.size, 0),
          cache: { count: cache.count, bytes: cache.bytes },
          held: held
            .filter((row) => row.digest > after)
            .slice(0, query.limit ?? HELD_LISTED_DEFAULT)
            .map((row) => ({ ...row, storedAt: new Date(row.storedAt).toISOString() })),
          missing: progress.missing().map((row) => ({ ...row, state: shown(row.state), since: iso(row.since) })),
        };
      },
    );

    app.put(
      '/v1/blobs/:digest',
      {
        schema: {
          tags: ['blobs'],
          consumes: [OCTET_STREAM],
          params: schemas.digestParams,
          querystring: schemas.putQuery,
          response: { 200: schemas.stored, 201: schemas.stored },
        },
      },
      async ({ params, query, body }, reply) => {
        const bytes = await readOctets(body, store.bytesMax, tooLarge(store.bytesMax));
        const outcome = await store.put(params.digest as Digest, bytes, query.origin ?? 'own');
        return reply.code(outcome.created ? 201 : 200).send(outcome);
      },
    );

    app.head(
      '/v1/blobs/:digest',
      { schema: { tags: ['blobs'], params: schemas.digestParams } },
      async ({ params }, reply) => {
        const row = store.row(params.digest as Digest);
        if (row === undefined) throw unknownBlob(params.digest);
        return reply.type(OCTET_STREAM).header('content-length', row.size).send();
      },
    );

    app.get(
      '/v1/blobs/:digest',
      { exposeHeadRoute: false, schema: { tags: ['blobs'], params: schemas.digestParams } },
      async ({ params }, reply) => {
        const bytes = await store.get(params.digest as Digest);
        if (bytes === undefined) throw unknownBlob(params.digest);
        return reply.type(OCTET_STREAM).send(bytes);
      },
    );

    app.get(
      '/v1/blobs/network-key-outputs',
      { schema: { tags: ['blobs'], querystring: schemas.outputListQuery, response: { 200: schemas.outputList } } },
      async ({ query }) => ({ outputs: await outputs.list(query.epoch) }),
    );

    app.put(
      '/v1/blobs/network-key-outputs/:epoch/:keyId/:output',
      {
        schema: {
          tags: ['blobs'],
          consumes: [OCTET_STREAM],
          params: schemas.outputParams,
          querystring: schemas.putOutputQuery,
          response: { 200: schemas.registered, 201: schemas.registered },
        },
      },
      async ({ params, query, body }, reply) => {
        const bytes = await readOctets(body, store.bytesMax, tooLarge(store.bytesMax));
        const digest = blobDigest(bytes);
        const source = query.source ?? 'engine';
        await store.put(digest, bytes, source === 'engine' ? 'engine' : 'peer');
        const slot = { epoch: params.epoch, keyId: params.keyId as ObjectId, output: params.output };
        const filed = await outputs.register(slot, digest, source);
        return reply.code(filed.created ? 201 : 200).send({ digest, size: bytes.length, ...filed });
      },
    );
  };
}

export const unknownBlob = (digest: string): BlobError => new BlobError('BLOB_NOT_FOUND', `no blob ${digest} here`);

const iso = (ms: number): string => new Date(ms).toISOString();
const shown = (state: 'waiting' | 'fetching' | 'held'): 'waiting' | 'fetching' =>
  state === 'fetching' ? 'fetching' : 'waiting';
