import type { AuthorityName, Epoch, ObjectId } from '@baton/protocol';
import { type Connection, chainQueries, freezeQueries } from '@baton/read-model';
import { immutable, listCursors, ProblemSchema, pageByText, type TextPlace } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { unknownEpoch } from './problems.ts';
import * as schemas from './schemas.ts';
import { describeNetworkKeys } from './views.ts';

export interface ListRouteDependencies {
  db: Connection;
  /** Whether nothing of the epoch changes any more. */
  ended(epoch: Epoch): Promise<boolean>;
}

/** What the freeze of one epoch came from, page by page. docs/spec/freeze.md#http */
export function freezeListRoutes({ db, ended }: ListRouteDependencies): FastifyPluginAsyncTypebox {
  return async (app) => {
    const schema = { tags: ['freeze'], params: schemas.epochParams, querystring: schemas.pageQuery };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };

    app.get(
      '/v1/freeze/epochs/:epoch/announcements',
      { schema: { ...schema, response: { 200: schemas.announcementList, ...problems } } },
      async ({ params: { epoch }, query }, reply) => {
        // The stream of the epoch before relays announcements for this one.
        const isFinal = (await ended(epoch)) && (await ended(epoch - 1));
        const page = await pageByText(
          `freeze.announcements.${epoch}`,
          query,
          (place: TextPlace<AuthorityName>) => freezeQueries.announcementsPage(db, epoch, place),
          ({ validator }) => validator,
        );
        if (isFinal) immutable(reply);
        return page;
      },
    );

    app.get(
      '/v1/freeze/epochs/:epoch/relayed-announcements',
      { schema: { ...schema, response: { 200: schemas.announcementList, ...problems } } },
      async ({ params: { epoch }, query }, reply) => {
        const isFinal = await ended(epoch);
        const page = await pageByText(
          `freeze.relayed-announcements.${epoch}`,
          query,
          (place: TextPlace<AuthorityName>) => freezeQueries.relayedAnnouncementsPage(db, epoch, place),
          ({ validator }) => validator,
        );
        if (isFinal) immutable(reply);
        return page;
      },
    );

    app.get(
      '/v1/freeze/epochs/:epoch/joiner-candidates',
      { schema: { ...schema, response: { 200: schemas.joinerCandidateList, ...problems } } },
      async ({ params: { epoch }, query: { limit, cursor } }, reply) => {
        const cursors = listCursors(`freeze.joiner-candidates.${epoch}`, ['string', 'string']);
        const after = cursors.read(cursor) ?? undefined;
        const isFinal = await ended(epoch);
        const rows = await freezeQueries.joinerCandidatesPage(db, epoch, { after, limit: limit + 1 });
        if (isFinal) immutable(reply);
        return cursors.page(rows, limit, ({ joiner, digest }) => [joiner, digest]);
      },
    );

    app.get(
      '/v1/freeze/epochs/:epoch/ready-signals',
      { schema: { ...schema, response: { 200: schemas.readySignalList, ...problems } } },
      async ({ params: { epoch }, query }, reply) => {
        const isFinal = await ended(epoch);
        const page = await pageByText(
          `freeze.ready-signals.${epoch}`,
          query,
          (place: TextPlace<AuthorityName>) => freezeQueries.readySignalsPage(db, epoch, place),
          ({ authority }) => authority,
        );
        if (isFinal) immutable(reply);
        return page;
      },
    );

    app.get(
      '/v1/freeze/epochs/:epoch/network-keys',
      { schema: { ...schema, response: { 200: schemas.networkKeyList, ...problems } } },
      async ({ params: { epoch }, query }, reply) => {
        const isFinal = await ended(epoch);
        const view = await chainQueries.epochView(db, epoch);
        if (!view) throw unknownEpoch();
        const page = await pageByText(
          `freeze.network-keys.${epoch}`,
          query,
          async (place: TextPlace<ObjectId>) =>
            describeNetworkKeys(view.committee, await freezeQueries.networkKeyReadyPage(db, epoch, place)),
          ({ keyId }) => keyId as ObjectId,
        );
        if (isFinal) immutable(reply);
        return page;
      },
    );
  };
}
