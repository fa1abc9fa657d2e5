import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { ConsoleConfig, ConsoleValidator } from './config.ts';

/** The label of the one validator that a node's own console shows. */
export const OWN_LABEL = 'this-validator';

const NetworkSchema = Type.Object({
  network: Type.String(),
  validators: Type.Array(Type.Object({ label: Type.String(), authority: Type.Union([Type.String(), Type.Null()]) })),
  traceUrl: Type.Union([Type.String(), Type.Null()]),
});

export function validatorsOf({ consoleValidators, authority }: ConsoleConfig): ConsoleValidator[] {
  return consoleValidators ?? [{ label: OWN_LABEL, ...(authority === undefined ? {} : { authority }) }];
}

/** `/console/api/network`: who can be asked about, and where traces are shown. */
export function networkRoute(config: ConsoleConfig): FastifyPluginAsyncTypebox {
  const answer: Static<typeof NetworkSchema> = {
    network: config.network,
    validators: validatorsOf(config).map(({ label, authority = null }) => ({ label, authority })),
    traceUrl: config.traceUrl ?? null,
  };
  return async (app) => {
    const schema = { response: { 200: NetworkSchema } };
    app.get('/console/api/network', { schema }, async (_request, reply) => {
      reply.header('cache-control', 'no-cache');
      return answer;
    });
  };
}
