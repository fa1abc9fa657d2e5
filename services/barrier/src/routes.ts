import type { Epoch } from '@baton/protocol';
import { barrierQueries, type Database } from '@baton/read-model';
import {
  type Change,
  type EventFeed,
  epochList,
  epochListQuery,
  eventRoute,
  longPoll,
  notFound,
  ProblemSchema,
  requestSignal,
} from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PeerAnswer } from './peer-answers.ts';
import * as schemas from './schemas.ts';
import { describeAnchor, describeEpochRow } from './views.ts';

export interface RouteDependencies {
  database: Database;
  /** Announced whenever an anchor row is written. */
  change: Change;
  events: EventFeed;
  barrier: { peerAnswers(epoch: Epoch): PeerAnswer[] };
  signal: AbortSignal;
}

/** The verdict on each epoch, for the MPC engine and for people. docs/spec/barrier.md */
export function barrierRoutes({
  database: { db },
  change,
  events,
  barrier,
  signal,
}: RouteDependencies): FastifyPluginAsyncTypebox {
  const epochs = epochList('barrier.epochs');
  const tags = ['barrier'];
  const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
  return async (app) => {
    app.get(
      '/v1/barrier/epochs',
      { schema: { tags, querystring: epochListQuery, response: { 200: schemas.epochList, ...problems } } },
      ({ query }) => epochs(query, (page) => barrierQueries.barrierEpochs(db, page), describeEpochRow),
    );

    app.get(
      '/v1/barrier/epochs/:epoch',
      {
        schema: {
          tags,
          params: schemas.epochParams,
          querystring: schemas.anchorQuery,
          response: { 200: schemas.anchor, ...problems },
        },
      },
      async (request) => {
        const { epoch } = request.params;
        const row = await longPoll({
          read: () => barrierQueries.anchor(db, epoch),
          done: (anchor) => request.query.wait === undefined || (anchor !== undefined && anchor.state !== 'waiting'),
          change,
          signal: requestSignal(request, signal),
        });
        if (row === undefined) throw notFound('BARRIER_UNKNOWN', `The barrier has not looked at epoch ${epoch}`);
        return describeAnchor(row, barrier.peerAnswers(epoch));
      },
    );

    eventRoute(app, '/v1/barrier/events', {
      source: events.source,
      tags,
      events: '`anchor`: the verdict on `{epoch}` was written, at every look while it waits.',
    });
  };
}
