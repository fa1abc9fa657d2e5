import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app.ts';

/** A year: as good as for ever. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATED = 'no-cache';

/**
 * The answer of this URL can never be another one: it gets a strong ETag and is kept by clients without asking again.
 * Say so only once the answer is known to be good.
 */
export function immutable(reply: FastifyReply): void {
  reply.header('cache-control', IMMUTABLE);
}

/**
 * Gives every JSON answer to a GET an ETag, strong for what is `immutable`, weak and `no-cache` for the rest, and
 * answers 304 to whoever holds it already.
 */
export function tagAnswers(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isTaggable(request, reply, payload)) return payload;
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', REVALIDATED);
    const tag = `"${hash('sha256', payload, 'base64url').slice(0, 27)}"`;
    reply.header('etag', reply.getHeader('cache-control') === IMMUTABLE ? tag : `W/${tag}`);
    if (!holds(request.headers['if-none-match'], tag)) return payload;
    reply.code(304).removeHeader('content-type');
    return null;
  });
}

function isTaggable(request: FastifyRequest, reply: FastifyReply, payload: unknown): payload is string {
  return (
    request.method === 'GET' &&
    reply.statusCode === 200 &&
    typeof payload === 'string' &&
    String(reply.getHeader('content-type')).startsWith('application/json')
  );
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function holds(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const held = header.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return held.includes(tag) || held.includes('*');
}
