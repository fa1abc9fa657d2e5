import { ProblemSchema } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Upstreams } from './upstreams.ts';

const PATIENCE_MS = 5_000;

const StatusSchema = Type.Object({
  services: Type.Record(Type.String(), Type.Unknown()),
  /** Processes of this validator that did not answer, by address. */
  unreachable: Type.Array(Type.String()),
});

/** `/console/api/validators/<label>/status`: what all services of a validator say, in however many processes they run. */
export function validatorStatus(upstreams: Upstreams): FastifyPluginAsyncTypebox {
  return async (app) => {
    const params = Type.Object({ label: Type.String() });
    const schema = { params, response: { 200: StatusSchema, 404: ProblemSchema } };
    app.get('/console/api/validators/:label/status', { schema }, async (request, reply) => {
      const processes = upstreams.processes(request.params.label, request);
      const answers = await Promise.all(processes.map(async (url) => ({ url, services: await servicesOf(url) })));
      reply.header('cache-control', 'no-cache');
      return {
        services: Object.assign({}, ...answers.map(({ services }) => services ?? {})),
        unreachable: answers.flatMap(({ url, services }) => (services === undefined ? [url] : [])),
      };
    });
  };
}

async function servicesOf(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const answer = await fetch(new URL('/status', url), {
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    });
    return answer.ok ? ((await answer.json()) as { services: Record<string, unknown> }).services : undefined;
  } catch {
    return undefined;
  }
}
