import type { AuthorityName, ObjectId, UserSessionOutput } from '@baton/protocol';
import type { Database } from '@baton/read-model';
import {
  type Change,
  type EventFeed,
  longPoll,
  OCTET_STREAM,
  ProblemSchema,
  readOctets,
  requestSignal,
  streamOctets,
} from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { BlobClient } from './blob-client.ts';
import { describeEpoch, describeJoining } from './epoch-view.ts';
import { AnnouncerError } from './errors.ts';
import type { Joiner } from './joiner.ts';
import type { Lifecycle } from './lifecycle.ts';
import { announcerListRoutes } from './list-routes.ts';
import { acceptNetworkKeyOutput } from './network-key-outputs.ts';
import type { Relay } from './relay.ts';
import * as schemas from './schemas.ts';
import { UserSessionBatches } from './user-session-outputs.ts';

export interface RouteDependencies {
  self: AuthorityName;
  database: Database;
  blobs: BlobClient;
  lifecycle: Lifecycle;
  /** announced when the epoch changes in which the node takes part */
  epochChange: Change;
  joiner: Joiner;
  relay: Pick<Relay, 'history'>;
  events: EventFeed;
  signal: AbortSignal;
  /** cap of one output */
  outputBytesMax: number;
}

/** What the producer did and waits for, and the engine's door for outputs. */
export function announcerRoutes(dependencies: RouteDependencies): FastifyPluginAsyncTypebox {
  const { self, database, blobs, lifecycle, joiner, outputBytesMax } = dependencies;
  const tooLarge = (size: number) =>
    new AnnouncerError('OUTPUT_TOO_LARGE', `${size} bytes where ${outputBytesMax} are allowed`);
  const batches = new UserSessionBatches(self);
  const present = () => ({
    authority: self,
    epoch: lifecycle.task?.epoch ?? null,
    idle: lifecycle.idle,
    mode: lifecycle.task ? modeOf(lifecycle.task) : null,
    since: lifecycle.since,
    joining: joiner.joining && describeJoining(joiner.joining),
  });
  return async (app) => {
    app.post(
      '/v1/announcer/user-session-outputs',
      {
        schema: {
          tags: ['announcer'],
          body: schemas.userSessionOutputs,
          response: { 202: schemas.acceptedBatch, '4xx': ProblemSchema, '5xx': ProblemSchema },
        },
      },
      async (request, reply) => {
        const signal = requestSignal(request, dependencies.signal);
        const { epoch, outputs } = request.body;
        const batch = { epoch, outputs: outputs as UserSessionOutput[] };
        return reply.code(202).send(await batches.submit(batch, lifecycle.task, signal));
      },
    );

    streamOctets(app);
    await app.register(announcerListRoutes(dependencies));

    app.get(
      '/v1/announcer',
      {
        schema: {
          tags: ['announcer'],
          querystring: schemas.announcerQuery,
          response: { 200: schemas.announcerStatus, 400: ProblemSchema },
        },
      },
      (request) =>
        longPoll({
          read: async () => present(),
          done: ({ epoch }) => request.query.since !== String(epoch ?? 'none'),
          change: dependencies.epochChange,
          signal: requestSignal(request, dependencies.signal),
        }),
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

const modeOf = ({ offChain }: { offChain: boolean }): 'off_chain' | 'chain_driven' =>
  offChain ? 'off_chain' : 'chain_driven';
