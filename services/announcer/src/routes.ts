import type { AuthorityName, ObjectId } from '@baton/protocol';
import type { Database } from '@baton/read-model';
import { OCTET_STREAM, ProblemSchema, readOctets, requestSignal, streamOctets } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { BlobClient } from './blob-client.ts';
import { describeEpoch } from './epoch-view.ts';
import { AnnouncerError } from './errors.ts';
import type { Lifecycle } from './lifecycle.ts';
import { acceptNetworkKeyOutput } from './network-key-outputs.ts';
import * as schemas from './schemas.ts';

export interface RouteDependencies {
  self: AuthorityName;
  database: Database;
  blobs: BlobClient;
  lifecycle: Lifecycle;
  signal: AbortSignal;
  /** cap of one output */
  outputBytesMax: number;
}

/** What the producer did and waits for, and the engine's door for outputs. */
export function announcerRoutes(dependencies: RouteDependencies): FastifyPluginAsyncTypebox {
  const { self, database, blobs, lifecycle, outputBytesMax } = dependencies;
  const tooLarge = (size: number) =>
    new AnnouncerError('OUTPUT_TOO_LARGE', `${size} bytes where ${outputBytesMax} are allowed`);
  return async (app) => {
    streamOctets(app);

    app.get(
      '/v1/announcer',
      { schema: { tags: ['announcer'], response: { 200: schemas.announcerStatus } } },
      async () => ({ authority: self, epoch: lifecycle.task?.epoch ?? null, idle: lifecycle.idle }),
    );

    app.get(
      '/v1/announcer/epochs/:epoch',
      {
        schema: {
          tags: ['announcer'],
          params: schemas.epochParams,
          response: { 200: schemas.epochView, '4xx': ProblemSchema },
        },
      },
      ({ params }) => describeEpoch(database, params.epoch, self, lifecycle.task),
    );

    app.post(
      '/v1/announcer/network-key-outputs',
      {
        schema: {
          tags: ['announcer'],
          consumes: [OCTET_STREAM],
          querystring: schemas.outputQuery,
          response: { 202: schemas.acceptedOutput, '4xx': ProblemSchema, '5xx': ProblemSchema },
        },
      },
      async (request, reply) => {
        const bytes = await readOctets(request.body, outputBytesMax, tooLarge);
        const { epoch, keyId, output } = request.query;
        const slot = { epoch, keyId: keyId as ObjectId, output };
        const signal = requestSignal(request, dependencies.signal);
        const accepted = await acceptNetworkKeyOutput(slot, bytes, { self, blobs, task: lifecycle.task, signal });
        return reply.code(202).send(accepted);
      },
    );
  };
}
