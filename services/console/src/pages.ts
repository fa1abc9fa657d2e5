import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { notFound } from '@baton/service-runtime';
import serveFiles from '@fastify/static';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { NOT_BUILT_PAGE, RETRY_SECONDS } from './not-built-page.ts';

/** Vite puts what it names after its contents into this folder. */
const NAMED_BY_CONTENTS = 'assets/';
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATED = 'no-cache';
const START_PAGE = 'index.html';

/** The built pages in `dir`, which may come to be later: until then a page that says so. */
export function pageRoutes(dir: string): FastifyPluginAsyncTypebox {
  return async (app) => {
    await app.register(serveFiles, {
      serve: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const named = relative(dir, path).startsWith(NAMED_BY_CONTENTS);
        reply.header('cache-control', named ? IMMUTABLE : REVALIDATED);
      },
    });
    app.get('/console', async (_request, reply) => reply.redirect('/console/', 308));
    const params = Type.Object({ '*': Type.String() });
    app.get('/console/*', { schema: { params } }, async (request, reply) => {
      const path = request.params['*'];
      if (path.startsWith('api/')) throw notFound('PATH_NOT_PASSED_ON', 'The console has no such resource');
      if (!(await exists(join(dir, START_PAGE)))) {
        return reply
          .code(503)
          .headers({ 'retry-after': RETRY_SECONDS, 'cache-control': 'no-store' })
          .type('text/html; charset=utf-8')
          .send(NOT_BUILT_PAGE);
      }
      // A path without an ending is a page that the application itself shows.
      return reply.sendFile(/\.[a-z0-9]+$/i.test(path) ? path : START_PAGE, dir);
    });
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
