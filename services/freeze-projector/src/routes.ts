import type { Epoch, ObjectId } from '@baton/protocol';
import { chainQueries, type Database, type FreezeSnapshot, freezeQueries } from '@baton/read-model';
import { type Change, longPoll, notFound, ProblemSchema, requestSignal } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { explainFreeze } from './explanation.ts';
import * as schemas from './schemas.ts';

export interface RouteDependencies {
  database: Database;
  /** Announced after each commit that changed rows. */
  change: Change;
  signal: AbortSignal;
}

const unknownEpoch = () => notFound('FREEZE_EPOCH_UNKNOWN', 'Nothing of this epoch has been read from the log');

/** The freeze as the log gives it, and why. docs/spec/freeze.md */
export function freezeRoutes({ database, change, signal }: RouteDependencies): FastifyPluginAsyncTypebox {
  const { db } = database;
  return async (app) => {
    const schema = { tags: ['freeze'], params: schemas.epochParams };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };

    app.get(
      '/v1/freeze/epochs/:epoch',
      { schema: { ...schema, querystring: schemas.freezeQuery, response: { 200: schemas.freezeView, ...problems } } },
      async (request) => {
        const { epoch } = request.params;
        const snapshot = await longPoll({
          read: () => freezeQueries.freezeSnapshot(db, epoch),
          done: (read) => request.query.wait === undefined || (read?.frozen.length ?? 0) > 0,
          change,
          signal: requestSignal(request, signal),
        });
        if (!snapshot) throw unknownEpoch();
        return describeFreeze(database, epoch, snapshot);
      },
    );

    app.get(
      '/v1/freeze/epochs/:epoch/announcements',
      { schema: { ...schema, response: { 200: schemas.announcementList, ...problems } } },
      async ({ params: { epoch } }) => ({
        epoch,
        announcements: await freezeQueries.announcements(db, epoch),
        joinerCandidates: await freezeQueries.joinerCandidates(db, epoch),
      }),
    );

    app.get(
      '/v1/freeze/epochs/:epoch/ready-signals',
      { schema: { ...schema, response: { 200: schemas.readySignalList, ...problems } } },
      async ({ params: { epoch } }) => ({ epoch, readySignals: await freezeQueries.readySignals(db, epoch) }),
    );

    app.get(
      '/v1/freeze/epochs/:epoch/network-keys',
      { schema: { ...schema, response: { 200: schemas.networkKeyList, ...problems } } },
      ({ params: { epoch } }) => describeNetworkKeys(database, epoch),
    );
  };
}

async function describeFreeze({ db }: Database, epoch: Epoch, snapshot: FreezeSnapshot) {
  const view = await chainQueries.epochView(db, epoch);
  const announcements = await freezeQueries.announcements(db, epoch);
  const { epoch: _, ...status } = snapshot.status;
  return {
    epoch,
    isFrozen: snapshot.frozen.length > 0,
    status,
    frozen: snapshot.frozen.map(({ name, digest, source, stake }) => ({ name, digest, source, stake })),
    excluded: snapshot.excluded,
    names: view ? explainFreeze(snapshot, announcements, view.committee) : [],
  };
}

async function describeNetworkKeys({ db }: Database, epoch: Epoch) {
  const view = await chainQueries.epochView(db, epoch);
  if (!view) throw unknownEpoch();
  const { members, quorumThreshold } = view.committee;
  const stakes = new Map(members.map(({ name, stake }) => [name, stake]));
  const byKey = Map.groupBy(await freezeQueries.networkKeyReadySignals(db, epoch), ({ keyId }) => keyId);
  const describe = (keyId: ObjectId, signals: NonNullable<ReturnType<typeof byKey.get>>) => {
    const readyStake = signals.reduce((sum, { authority }) => sum + (stakes.get(authority) ?? 0), 0);
    const authorities = signals.map(({ authority, round }) => ({ authority, round }));
    return { keyId, readyStake, quorum: readyStake >= quorumThreshold, authorities };
  };
  return { epoch, networkKeys: [...byKey].map(([keyId, signals]) => describe(keyId, signals)) };
}
