import type { Epoch } from '@baton/protocol';
import { type Connection, type NetworkKeySessionRow, type SessionsEpochRow, sessionsQueries } from '@baton/read-model';
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
import type { AdoptedKey } from './adopted-key.ts';
import type { KeyAdoption } from './key-adoption.ts';
import type { NetworkKeySessions } from './network-key-sessions.ts';
import type { Runner } from './runner.ts';
import * as schemas from './schemas.ts';
import type { UserSessions } from './user-sessions.ts';

export interface RouteDependencies {
  db: Connection;
  runner: Runner;
  networkKeys: NetworkKeySessions;
  adoption: KeyAdoption;
  userSessions: UserSessions;
  events: EventFeed;
}

/** What this stand-in for an engine runs and has run. docs/spec/producer.md#sessions */
export function sessionRoutes(dependencies: RouteDependencies): FastifyPluginAsyncTypebox {
  const { db, runner, networkKeys, adoption, userSessions, events } = dependencies;
  const epochs = epochList('sessions.epochs');
  const users = listCursors('sessions.user-sessions', ['number']);
  const tags = ['sessions'];
  const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
  const ofEpoch = async (epoch: Epoch | null) => ({
    epoch,
    networkKeySessions:
      epoch === null ? [] : (await sessionsQueries.networkKeySessions(db, epoch)).map(describeSession),
  });
  return async (app) => {
    app.get('/v1/sessions', { schema: { tags, response: { 200: schemas.present, ...problems } } }, async () => ({
      ...(await ofEpoch(runner.epoch)),
      waiting: networkKeys.waiting,
      networkKeys: adoption.keys.map(describeKey),
      userSessions: userSessions.summary(),
    }));

    app.get(
      '/v1/sessions/epochs',
      { schema: { tags, querystring: epochListQuery, response: { 200: schemas.epochList, ...problems } } },
      ({ query }) => epochs(query, (page) => sessionsQueries.sessionsEpochs(db, page), describeEpochRow),
    );

    app.get(
      '/v1/sessions/epochs/:epoch',
      { schema: { tags, params: schemas.epochParams, response: { 200: schemas.sessions, ...problems } } },
      ({ params }) => ofEpoch(params.epoch),
    );

    app.get(
      '/v1/sessions/user-sessions',
      { schema: { tags, querystring: epochListQuery, response: { 200: schemas.userSessionList, ...problems } } },
      async ({ query: { limit, cursor } }) => {
        const [after] = users.read(cursor) ?? [0];
        const rest = userSessions.list().filter(({ sequenceNumber }) => sequenceNumber > after);
        return users.page(rest, limit, ({ sequenceNumber }) => [sequenceNumber]);
      },
    );

    eventRoute(app, '/v1/sessions/events', {
      source: events.source,
      tags,
      events: '`network_key_session`: a session of `{epoch}` was begun or has ended.',
    });
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

const describeEpochRow = (row: SessionsEpochRow) => ({
  ...row,
  startedAt: iso(row.startedAt),
  finishedAt: isoOrNull(row.finishedAt),
});

const describeSession = (row: NetworkKeySessionRow) => ({
  ...row,
  startedAt: iso(row.startedAt),
  finishedAt: isoOrNull(row.finishedAt),
});

function describeKey(key: AdoptedKey): Static<typeof schemas.present>['networkKeys'][number] {
  const { keyId, rule, reason, stranded, adoptedEpoch, adopted, lastFailure } = key;
  const settled = key.instantiated === null ? ('none' as const) : ('instantiated' as const);
  return {
    keyId,
    rule,
    reason,
    stranded,
    adoptedEpoch,
    dkgOutput: adopted?.dkg ?? null,
    reconfigurationOutput: adopted?.reconfiguration ?? null,
    instantiation: key.inFlight ? 'in_flight' : lastFailure === null ? settled : 'failed',
    failure: lastFailure,
  };
}
