import type { Database } from '@baton/read-model';
import {
  type Change,
  HttpValue,
  immutable,
  longPoll,
  notFound,
  ProblemSchema,
  requestSignal,
} from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { INPUTS_WAIT, readEffectiveInputs } from './effective-inputs.ts';

const { authority, count, digest, epochParams, nullable } = HttpValue;

const query = Type.Object({
  wait: Type.Optional(
    Type.Literal('final', { description: 'Answer when final, or after 30 s with the state as it is' }),
  ),
});

const answer = Type.Object({
  epoch: count,
  final: Type.Boolean({ description: 'Frozen, and the next committee recorded: nothing of it changes any more' }),
  waitingFor: nullable(Type.Enum([...INPUTS_WAIT])),
  inputs: Type.Array(Type.Object({ name: authority, digest }), { description: 'Empty until final' }),
});

const response = { 200: answer, '4xx': ProblemSchema, '5xx': ProblemSchema };

/** What reconfiguration takes. docs/spec/freeze.md#effective-input-set */
export function effectiveInputRoutes(deps: {
  database: Database;
  change: Change;
  signal: AbortSignal;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/freeze/epochs/:epoch/effective-inputs',
      { schema: { tags: ['freeze'], params: epochParams, querystring: query, response } },
      async (request, reply) => {
        const { epoch } = request.params;
        const read = await longPoll({
          read: () => readEffectiveInputs(deps.database.db, epoch),
          done: (inputs) => request.query.wait === undefined || inputs?.waitingFor === null,
          change: deps.change,
          signal: requestSignal(request, deps.signal),
        });
        if (!read) throw notFound('FREEZE_EPOCH_UNKNOWN', 'This node did not see the chain in this epoch');
        const final = read.waitingFor === null;
        if (final) immutable(reply);
        return { epoch, final, ...read };
      },
    );
  };
}
