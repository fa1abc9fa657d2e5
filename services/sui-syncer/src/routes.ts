import { type Bell, chainQueries, type Database } from '@baton/read-model';
import {
  type Change,
  type EventFeed,
  epochList,
  epochListQuery,
  eventRoute,
  longPoll,
  ProblemSchema,
  requestSignal,
} from '@baton/service-runtime';
import type { ChainBlobReadCounter } from '@baton/sui-client';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ChainKeyOutputs } from './chain-outputs.ts';
import type { ChainWatch } from './chain-watch.ts';
import type { EpochSwitch } from './epoch-switch.ts';
import * as schemas from './schemas.ts';
import { strandedKeyRoutes } from './stranded-key-routes.ts';
import { userSessionRoutes } from './user-session-routes.ts';
import {
  committeeOf,
  describeAssembly,
  describeEpochRow,
  describeEpochView,
  describeNetworkKeys,
  describePresent,
  unknownEpoch,
} from './views.ts';

export interface RouteDependencies {
  network: string;
  database: Database;
  watch: ChainWatch;
  /** Null on nodes without an account, which submit nothing. */
  epochSwitch: EpochSwitch | null;
  outputs: ChainKeyOutputs;
  blobReads: ChainBlobReadCounter;
  bell: Bell;
  /** Announced whenever the chain view or the assembly may have changed. */
  change: Change;
  /** Announced whenever a network key has another state, or other outputs are held. */
  overlayChange: Change;
  events: EventFeed;
  signal: AbortSignal;
}

/** What this node has read from the chain, and what it made of it. docs/spec/chain.md */
export function chainRoutes(deps: RouteDependencies): FastifyPluginAsyncTypebox {
  const { db } = deps.database;
  const schema = { tags: ['chain'], params: schemas.epochParams };
  const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
  const epochs = epochList('chain.epochs');
  return async (app) => {
    app.get('/v1/chain', { schema: { tags: ['chain'], response: { 200: schemas.present, ...problems } } }, async () =>
      describePresent(deps),
    );

    app.get(
      '/v1/chain/epochs',
      { schema: { tags: ['chain'], querystring: epochListQuery, response: { 200: schemas.epochList, ...problems } } },
      ({ query }) => epochs(query, (page) => chainQueries.chainEpochs(db, page), describeEpochRow),
    );

    app.get(
      '/v1/chain/epochs/:epoch',
      { schema: { ...schema, response: { 200: schemas.epochView, ...problems } } },
      async ({ params }) => describeEpochView(await chainQueries.epochView(db, params.epoch)),
    );

    app.get(
      '/v1/chain/epochs/:epoch/committee',
      { schema: { ...schema, response: { 200: schemas.committee, ...problems } } },
      async ({ params }) => ({ network: deps.network, ...(await committeeOf(deps.database, params.epoch)) }),
    );

    app.get(
      '/v1/chain/epochs/:epoch/network-keys',
      {
        schema: {
          ...schema,
          querystring: schemas.networkKeysQuery,
          response: { 200: schemas.networkKeys, ...problems },
        },
      },
      async (request) => {
        const { since } = request.query;
        const answer = await longPoll({
          read: () => describeNetworkKeys(deps, request.params.epoch),
          done: ({ version }) => since === undefined || version !== since,
          change: deps.overlayChange,
          signal: requestSignal(request, deps.signal),
        });
        if (answer.keys.length === 0 && !(await chainQueries.epochView(db, request.params.epoch))) throw unknownEpoch();
        return answer;
      },
    );

    eventRoute(app, '/v1/chain/events', {
      source: deps.events.source,
      tags: ['chain'],
      events:
        '`epoch_view`, `network_key`, `assembly`: what this node read from the chain or assembled for `{epoch}` has changed.',
    });

    await app.register(userSessionRoutes(deps.watch, deps.change, deps.signal));
    await app.register(strandedKeyRoutes(deps));

    app.get(
      '/v1/chain/epochs/:epoch/next-committee-keys',
      {
        schema: {
          ...schema,
          querystring: schemas.nextCommitteeKeysQuery,
          response: { 200: schemas.nextCommitteeKeys, ...problems },
        },
      },
      async (request) => {
        const { epoch } = request.params;
        if (!(await chainQueries.epochView(db, epoch))) throw unknownEpoch();
        return longPoll({
          read: () => describeAssembly(deps.database, epoch),
          done: ({ final }) => request.query.wait === undefined || final,
          change: deps.change,
          signal: requestSignal(request, deps.signal),
        });
      },
    );
  };
}
