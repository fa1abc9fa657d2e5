import { blake2b256, type CommitteeSnapshot, type Epoch } from '@baton/protocol';
import { type Bell, chainQueries, type Database, type EpochView } from '@baton/read-model';
import { type Change, longPoll, notFound, ProblemSchema, requestSignal } from '@baton/service-runtime';
import type { ChainBlobReadCounter } from '@baton/sui-client';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import type { ChainKeyOutputs } from './chain-outputs.ts';
import type { ChainWatch } from './chain-watch.ts';
import { endOfPublishBlockers } from './end-of-publish.ts';
import type { EpochSwitch } from './epoch-switch.ts';
import { readOverlay } from './overlay.ts';
import * as schemas from './schemas.ts';
import { strandedKeyRoutes } from './stranded-key-routes.ts';
import { userSessionRoutes } from './user-session-routes.ts';

export interface RouteDependencies {
  network: string;
  database: Database;
  watch: ChainWatch;
  /** Null on nodes without an account, which submit nothing. */
  epochSwitch: EpochSwitch | null;
  outputs: ChainKeyOutputs;
  blobReads: ChainBlobReadCounter;
  bell: Bell;
  /** Announced whenever the chain view, the assembly or what is held may have changed. */
  change: Change;
  signal: AbortSignal;
}

const unknownEpoch = () => notFound('CHAIN_EPOCH_UNKNOWN', 'This node has not seen the chain in this epoch');

/** What this node has read from the chain, and what it made of it. docs/spec/chain.md */
export function chainRoutes(deps: RouteDependencies): FastifyPluginAsyncTypebox {
  const { db } = deps.database;
  const schema = { tags: ['chain'], params: schemas.epochParams };
  const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
  return async (app) => {
    app.get('/v1/chain', { schema: { tags: ['chain'], response: { 200: schemas.present, ...problems } } }, async () => {
      const { view, outage } = deps.watch;
      return {
        epoch: view?.epoch ?? null,
        protocolVersion: view?.protocolVersion ?? null,
        nextProtocolVersion: view?.nextProtocolVersion ?? null,
        lastCheckpoint: view?.lastCheckpoint ?? null,
        endOfPublishBlockers: view ? endOfPublishBlockers(view) : [],
        submitter: deps.epochSwitch !== null,
        hold: deps.epochSwitch?.hold ?? null,
        outage,
        chainBlobReads: deps.blobReads.counts(),
      };
    });

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
          change: deps.change,
          signal: requestSignal(request, deps.signal),
        });
        if (answer.keys.length === 0 && !(await chainQueries.epochView(db, request.params.epoch))) throw unknownEpoch();
        return answer;
      },
    );

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

function describeEpochView(view: EpochView | undefined): Static<typeof schemas.epochView> {
  if (!view) throw unknownEpoch();
  return { ...view, observedAt: new Date(view.observedAt).toISOString() };
}

/** An epoch's committee, also before that epoch: the one before it names it. */
async function committeeOf({ db }: Database, epoch: Epoch): Promise<CommitteeSnapshot> {
  const view = await chainQueries.epochView(db, epoch);
  if (view) return view.committee;
  const before = epoch > 0 ? await chainQueries.epochView(db, epoch - 1) : undefined;
  if (!before?.nextCommittee) throw unknownEpoch();
  return before.nextCommittee;
}

async function describeNetworkKeys(
  { database: { db }, outputs }: RouteDependencies,
  epoch: Epoch,
): Promise<Static<typeof schemas.networkKeys>> {
  const keys = await readOverlay(db, epoch, outputs);
  const version = blake2b256(new TextEncoder().encode(JSON.stringify([epoch, keys])));
  return { epoch, version, keys };
}

type NextCommitteeKeys = Static<typeof schemas.nextCommitteeKeys>;

async function describeAssembly({ db }: Database, epoch: Epoch): Promise<NextCommitteeKeys> {
  const row = await chainQueries.assembly(db, epoch);
  if (!row) return { epoch, outcome: 'pending', reason: null, missing: [], final: false, members: [] };
  return {
    ...row,
    outcome: row.outcome as NextCommitteeKeys['outcome'],
    reason: row.reason as NextCommitteeKeys['reason'],
  };
}
