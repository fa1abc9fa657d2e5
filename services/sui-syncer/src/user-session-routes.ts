import { type Change, longPoll, notFound, ProblemSchema, requestSignal } from '@baton/service-runtime';
import type { ChainView } from '@baton/sui-client';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';

const count = Type.Integer({ minimum: 0 });

const userSessions = Type.Object({
  epoch: count,
  version: Type.String({ description: 'Another one for every other answer' }),
  locked: Type.Boolean(),
  target: Type.Integer({ minimum: 0, description: 'The last session that this epoch has to complete' }),
  completed: count,
  nextSequenceNumber: count,
  open: Type.Array(Type.Object({ sequenceNumber: count, sessionId: Type.String() }), {
    description: 'Sessions up to the target that are not completed, ascending by number',
  }),
});

const query = Type.Object({
  since: Type.Optional(
    Type.String({ maxLength: 128, description: 'A version seen before: answer when there is another, or after 30 s' }),
  ),
});

/** What the MPC engine has to work on, as this node sees the chain. docs/spec/producer.md#user-sessions */
export function userSessionRoutes(
  watch: { readonly view: ChainView | null },
  change: Change,
  signal: AbortSignal,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/chain/user-sessions',
      { schema: { tags: ['chain'], querystring: query, response: { 200: userSessions, 404: ProblemSchema } } },
      async (request) => {
        const { since } = request.query;
        const view = await longPoll({
          read: async () => watch.view,
          done: (seen) => seen === null || since === undefined || versionOf(seen) !== since,
          change,
          signal: requestSignal(request, signal),
        });
        if (view === null) throw notFound('CHAIN_EPOCH_UNKNOWN', 'This node has not seen the chain yet');
        return describe(view);
      },
    );
  };
}

function describe(view: ChainView): Static<typeof userSessions> {
  const { target, completed, nextSequenceNumber } = view.userSessions;
  const counters = { target, completed, nextSequenceNumber };
  return {
    epoch: view.epoch,
    version: versionOf(view),
    locked: view.locked,
    ...counters,
    open: [...view.openUserSessions],
  };
}

function versionOf({ epoch, locked, userSessions: { target, completed, nextSequenceNumber } }: ChainView): string {
  return [epoch, Number(locked), target, completed, nextSequenceNumber].join('.');
}
