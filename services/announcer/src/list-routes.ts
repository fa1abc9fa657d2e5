import type { AuthorityName } from '@baton/protocol';
import { type AnnouncerEpochRow, announcerQueries, type Database } from '@baton/read-model';
import {
  type EventFeed,
  epochList,
  epochListQuery,
  eventRoute,
  listCursors,
  ProblemSchema,
} from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import type { Relay } from './relay.ts';
import type { RelayReason } from './relay-checks.ts';
import type { RelayRecord } from './relay-history.ts';
import * as schemas from './schemas.ts';

export interface ListRouteDependencies {
  self: AuthorityName;
  database: Database;
  relay: Pick<Relay, 'history'>;
  events: EventFeed;
}

/** What this validator brought into each epoch, and what it answered joiners. docs/spec/producer.md */
export function announcerListRoutes(dependencies: ListRouteDependencies): FastifyPluginAsyncTypebox {
  const { self, database, relay, events } = dependencies;
  const epochs = epochList('announcer.epochs');
  const relays = listCursors('announcer.relays', ['number']);
  const tags = ['announcer'];
  const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
  return async (app) => {
    app.get(
      '/v1/announcer/epochs',
      { schema: { tags, querystring: epochListQuery, response: { 200: schemas.epochList, ...problems } } },
      ({ query }) =>
        epochs(query, (page) => announcerQueries.announcerEpochs(database.db, self, page), describeEpochRow),
    );

    app.get(
      '/v1/announcer/relays',
      { schema: { tags, querystring: epochListQuery, response: { 200: schemas.relayList, ...problems } } },
      async ({ query: { limit, cursor } }) => {
        const [before] = relays.read(cursor) ?? [];
        const rows = relay.history.newest({ before, limit: limit + 1 });
        return relays.page(rows.map(describeRelay), limit, ({ number }) => [number]);
      },
    );

    eventRoute(app, '/v1/announcer/events', {
      source: events.source,
      tags,
      events:
        '`submission`, `attestation`, `own_announcement`: what this validator brings into `{epoch}` has changed. `joining`: an answer of a member, with `{epoch, state, accepted}`. `relay`: an answer to a joiner, with `{epoch, joiner, outcome, reason}`.',
    });
  };
}

const describeEpochRow = ({ pending, accepted, sequenced, ...row }: AnnouncerEpochRow) => ({
  ...row,
  submissions: { pending, accepted, sequenced },
});

function describeRelay(record: RelayRecord): Static<typeof schemas.relayList>['items'][number] {
  const { firstMs, lastMs, reason, ...rest } = record;
  const iso = (ms: number) => new Date(ms).toISOString();
  return { ...rest, reason: reason as RelayReason | null, first: iso(firstMs), last: iso(lastMs) };
}
