import type { IncomingMessage, ServerResponse } from 'node:http';
import { METRICS, type Telemetry } from '@baton/telemetry';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController, type RawServerDefault } from 'fastify';
import { serveReference } from './api-reference.ts';
import { tagAnswers } from './caching.ts';
import { closePromptly } from './closing.ts';
import { EventStreams } from './event-streams.ts';
import { lazyCompilers } from './lazy-compilers.ts';
import { LONG_POLL_MS_MAX } from './long-poll.ts';
import { negotiateMediaTypes } from './media-types.ts';
import { handleError, handleNotFound } from './problem.ts';
import { traceRequests } from './request-trace.ts';

export type Listener = 'internal' | 'peer';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export const HTTP_LIMITS = {
  /** Bodies, unless a route of blobs says otherwise with its own `bodyLimit`. */
  bodyBytesMax: 1024 * 1024,
  /** Time for a client to send its whole request. */
  requestReceiveMs: 30_000,
  /** Idle sockets; above the longest long poll. */
  connectionIdleMs: LONG_POLL_MS_MAX + 15_000,
  keepAliveMs: 30_000,
  paramCharactersMax: 256,
} as const;

const STATUS_CLASSES = { 2: '2xx', 3: '3xx', 4: '4xx', 5: '5xx' } as const;

/**
 * An application with the house's error answers, limits, type provider, OpenAPI document and request metrics; without
 * routes, server or process. Tests drive it with `inject`.
 */
export async function createApp(options: {
  listener: Listener;
  logger: FastifyBaseLogger;
  telemetry: Telemetry;
  /** Addresses of proxies whose `x-forwarded-for` is believed; limits per address are then those of the real peers. */
  trustedProxies?: readonly string[] | undefined;
}): Promise<App> {
  const app = fastify({
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: HTTP_LIMITS.bodyBytesMax,
    requestTimeout: HTTP_LIMITS.requestReceiveMs,
    connectionTimeout: HTTP_LIMITS.connectionIdleMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: HTTP_LIMITS.paramCharactersMax },
    schemaController: lazyCompilers,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler<Error>(handleError);
  app.setNotFoundHandler(handleNotFound);
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => body,
  );
  await app.register(swagger, {
    openapi: { info: { title: `Baton, ${options.listener} API`, version: '1' } },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  if (options.listener === 'internal') serveReference(app);
  const duration = options.telemetry.histogram(METRICS.httpRequestDuration);
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.config?.eventStream) return;
    const status = STATUS_CLASSES[Math.floor(reply.statusCode / 100) as keyof typeof STATUS_CLASSES] ?? '5xx';
    duration.observe({ listener: options.listener, status }, reply.elapsedTime / 1000);
  });
  traceRequests(app, options.telemetry);
  negotiateMediaTypes(app);
  tagAnswers(app);
  endEventStreams(app);
  closePromptly(app);
  return app;
}

/** Before the listener closes: it waits for every answer to end, and these do not end by themselves. */
function endEventStreams(app: App): void {
  const streams = new EventStreams();
  app.decorate('eventStreams', streams);
  app.addHook('preClose', async () => streams.close());
}
