import type { StaticDocumentSpec } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { App } from './app.ts';

/** Not written in the import itself: the package serves files that lie beside its code, so it is never bundled. */
const SWAGGER_UI = '@fastify/swagger-ui';
const PREFIX = '/reference';
/** Nothing from elsewhere: the pages work without a network, and tell nobody that they are read. */
const CONTENT_SECURITY = {
  'default-src': "'self'",
  'img-src': "'self' data:",
  'style-src': "'self' 'unsafe-inline'",
  'frame-ancestors': "'self'",
} as const;

/** `/reference/`: `/openapi.json` rendered for people. Loaded when the first one asks. */
export function serveReference(app: App): void {
  let loading: Promise<FastifyInstance> | undefined;
  const load = () => {
    loading ??= buildReference(app).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  app.get(PREFIX, { schema: { hide: true } }, async (_request, reply) => reply.redirect('reference/'));
  app.get(`${PREFIX}/*`, { schema: { hide: true } }, async (request, reply) => {
    const reference = await load();
    reply.hijack();
    reference.routing(request.raw, reply.raw);
  });
  app.addHook('onClose', async () => (await loading)?.close());
}

/** An application of its own: one that listens takes no further routes. */
async function buildReference(app: App): Promise<FastifyInstance> {
  const [{ fastify }, { default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('fastify'),
    import('@fastify/swagger'),
    import(SWAGGER_UI) as Promise<typeof import('@fastify/swagger-ui')>,
  ]);
  const reference = fastify();
  await reference.register(swagger, {
    mode: 'static',
    specification: { document: app.swagger() as StaticDocumentSpec['document'] },
  });
  await reference.register(swaggerUi, {
    routePrefix: PREFIX,
    staticCSP: CONTENT_SECURITY,
    uiConfig: { docExpansion: 'list', supportedSubmitMethods: ['get'], tryItOutEnabled: true, validatorUrl: null },
    theme: { title: 'Baton API' },
  });
  await reference.ready();
  return reference;
}
