import { blobDigest, type Digest, type ObjectId } from '@baton/protocol';
import { OCTET_STREAM, readOctets, streamOctets } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { answerBlob, unknownBlob } from './blob-answer.ts';
import { tooLarge } from './errors.ts';
import { blobListRoutes, type ListRouteDependencies } from './list-routes.ts';
import type { NetworkKeyOutputs } from './network-key-outputs.ts';
import * as schemas from './schemas.ts';

export interface RouteDependencies extends ListRouteDependencies {
  outputs: NetworkKeyOutputs;
}

/** The local face: put and get by digest, file an output, see what is held and what is missing. */
export function blobRoutes(dependencies: RouteDependencies): FastifyPluginAsyncTypebox {
  const { store, outputs } = dependencies;
  return async (app) => {
    streamOctets(app);

    await app.register(blobListRoutes(dependencies));

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
      (request, reply) => answerBlob(request.params.digest as Digest, request, reply, store),
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
