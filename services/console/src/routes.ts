import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleConfig } from './config.ts';

export interface ConsoleRoutes {
  routes: FastifyPluginAsyncTypebox;
  /** Whether anybody has asked for the console yet. */
  opened(): boolean;
}

/**
 * `/console` and all below it. The application behind it is loaded and made when the first visitor comes, so that a node
 * whose console nobody opens pays nothing for it.
 */
export function consoleRoutes(config: ConsoleConfig, logger: FastifyBaseLogger, signal: AbortSignal): ConsoleRoutes {
  let gateway: Promise<FastifyInstance> | undefined;
  const open = async () => {
    const { createGateway } = await import('./gateway.ts');
    const made = await createGateway(config, logger);
    // Streams that are passed through end with the process that they are asked of, or with this one.
    if (signal.aborted) await made.close();
    else signal.addEventListener('abort', () => void made.close(), { once: true });
    return made;
  };
  const pass = async (request: FastifyRequest, reply: FastifyReply) => {
    gateway ??= open();
    const target = await gateway;
    reply.hijack();
    target.routing(request.raw, reply.raw);
  };
  return {
    routes: async (app) => {
      for (const url of ['/console', '/console/*']) app.get(url, { schema: { hide: true } }, pass);
    },
    opened: () => gateway !== undefined,
  };
}
