import { handleError, handleNotFound } from '@baton/service-runtime';
import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import type { ConsoleConfig } from './config.ts';
import { networkRoute } from './network.ts';
import { pageRoutes } from './pages.ts';
import { proxyRoutes } from './proxy.ts';

/** Pages load nothing from elsewhere; they may compile WebAssembly, which checks certificates in the visitor's browser. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    // Component libraries set styles of single elements.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    workerSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** The console's application: pages, `/console/api/network`, and read-only ways to validators and the log. */
export async function createGateway(config: ConsoleConfig, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler<Error>(handleError);
  app.setNotFoundHandler(handleNotFound);
  await app.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // The console is also opened over plain HTTP on a machine of one's own.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(networkRoute(config));
  await app.register(proxyRoutes(config));
  await app.register(pageRoutes(config.consoleAssetsDir));
  await app.ready();
  return app;
}
