import type { Epoch } from '@baton/protocol';
import { checkpointQueries, type Database, type FreezeFacts, freezeFacts, freezeQueries } from '@baton/read-model';
import {
  type Change,
  type EventFeed,
  epochList,
  epochListQuery,
  eventRoute,
  immutable,
  longPoll,
  ProblemSchema,
  requestSignal,
} from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { effectiveInputRoutes } from './effective-input-routes.ts';
import { freezeListRoutes } from './list-routes.ts';
import { unknownEpoch, unknownName } from './problems.ts';
import * as schemas from './schemas.ts';
import { describeEpochRow, describeFreeze, describeName } from './views.ts';

export interface RouteDependencies {
  database: Database;
  /** Announced after each commit that changed rows. */
  change: Change;
  events: EventFeed;
  signal: AbortSignal;
}

/** The freeze as the log gives it, and why. docs/spec/freeze.md */
export function freezeRoutes({ database, change, events, signal }: RouteDependencies): FastifyPluginAsyncTypebox {
  const { db } = database;
  const epochs = epochList('freeze.epochs');

  async function factsOf(epoch: Epoch): Promise<FreezeFacts> {
    const facts = await freezeFacts(db, epoch);
    if (!facts) throw unknownEpoch();
    return facts;
  }
  /** Nothing of an epoch changes after its last commit was folded. */
  const ended = async (epoch: Epoch) =>
    (await checkpointQueries.projectionCheckpoint(db, 'freeze', 'freeze', epoch))?.ended === true;

  return async (app) => {
    const schema = { tags: ['freeze'], params: schemas.epochParams };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };

    await app.register(freezeListRoutes({ db, ended }));

    app.get(
      '/v1/freeze/epochs',
      { schema: { tags: ['freeze'], querystring: epochListQuery, response: { 200: schemas.epochList, ...problems } } },
      ({ query }) => epochs(query, (page) => freezeQueries.freezeEpochs(db, page), describeEpochRow),
    );

    app.get(
      '/v1/freeze/epochs/:epoch',
      { schema: { ...schema, querystring: schemas.freezeQuery, response: { 200: schemas.freezeView, ...problems } } },
      async (request, reply) => {
        const { epoch } = request.params;
        await longPoll({
          read: () => freezeQueries.freezeStatus(db, epoch),
          done: (status) => request.query.wait === undefined || (status?.freezeRound ?? null) !== null,
          change,
          signal: requestSignal(request, signal),
        });
        if (await ended(epoch)) immutable(reply);
        return describeFreeze(epoch, await factsOf(epoch));
      },
    );

    app.get(
      '/v1/freeze/epochs/:epoch/names/:name',
      {
        schema: {
          tags: ['freeze'],
          params: schemas.nameParams,
          response: { 200: schemas.nameExplanation, ...problems },
        },
      },
      async ({ params: { epoch, name } }, reply) => {
        const isFinal = await ended(epoch);
        const explained = describeName(epoch, await factsOf(epoch), name);
        if (!explained) throw unknownName();
        if (isFinal) immutable(reply);
        return explained;
      },
    );

    await app.register(effectiveInputRoutes({ database, change, signal }));
    eventRoute(app, '/v1/freeze/events', {
      source: events.source,
      tags: ['freeze'],
      events:
        'Tables of schema `freeze` that changed, with `{epoch, round}`: `announcement`, `ready_signal`, `freeze_status`, `frozen`, `excluded`, `joiner_buffer`, `next_committee`, `network_key_ready`.',
    });
  };
}
