import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { HttpProblem } from './errors.ts';

const JSON_TYPE = 'application/json';
const ACCEPT_CHARACTERS_MAX = 1_024;

interface ResponseSchema {
  readonly content?: Readonly<Record<string, unknown>>;
}

/**
 * What a route's good answer may be, by its schema: the names under `content`, else JSON where a body is described.
 * Empty for a route that describes no answer; such a one negotiates nothing.
 */
export function mediaTypesOf(response: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const good = Object.keys(response ?? {}).find((status) => /^2/.test(status));
  const schema = good === undefined ? undefined : (response?.[good] as ResponseSchema | undefined);
  if (!schema) return [];
  return schema.content ? Object.keys(schema.content) : [JSON_TYPE];
}

/** 406 NOT_ACCEPTABLE for a client that takes nothing of what the route answers. */
export function negotiateMediaTypes(app: App): void {
  app.addHook('onRequest', async (request) => {
    const { accept } = request.headers;
    if (accept === undefined || accept === '*/*') return;
    const offered = mediaTypesOf(request.routeOptions.schema?.response as Record<string, unknown> | undefined);
    if (offered.length === 0 || offered.includes(accept) || (await acceptable(request, accept, offered))) return;
    const detail = `this resource is served as ${offered.join(' or ')}`;
    throw new HttpProblem(406, 'NOT_ACCEPTABLE', 'Nothing that the request accepts is served here', { detail });
  });
}

async function acceptable(request: FastifyRequest, accept: string, offered: readonly string[]): Promise<boolean> {
  if (accept.length > ACCEPT_CHARACTERS_MAX) return false;
  const { default: Negotiator } = await import('negotiator');
  return new Negotiator(request.raw).mediaTypes([...offered]).length > 0;
}
