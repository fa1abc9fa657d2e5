import { createLogger, createTelemetry } from '@baton/telemetry';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp, immutable, listPage, listQuery, notFound, ProblemSchema } from './index.ts';

let app: App;
let value = 1;

beforeEach(async () => {
  value = 1;
  const telemetry = createTelemetry('test');
  app = await createApp({ listener: 'internal', logger: createLogger({ name: 'test', level: 'silent' }), telemetry });
  const response = { 200: Type.Object({ value: Type.Integer() }), '4xx': ProblemSchema };
  app.get('/v1/changing', { schema: { response } }, async () => ({ value }));
  app.get('/v1/sealed', { schema: { response } }, async (_request, reply) => {
    immutable(reply);
    return { value };
  });
  app.get('/v1/sealed-unknown', { schema: { response } }, async (_request, reply) => {
    immutable(reply);
    throw notFound('EPOCH_UNKNOWN', 'No such epoch');
  });
  const bytes = { 200: { content: { 'application/octet-stream': { schema: Type.Any() } } } };
  app.get('/v1/bytes', { schema: { response: bytes } }, async (_request, reply) =>
    reply.type('application/octet-stream').send(Buffer.from('x')),
  );
  app.get('/v1/undescribed', async () => ({ value }));
  const list = { querystring: Type.Object(listQuery), response: { 200: listPage(Type.Integer()) } };
  app.get('/v1/list', { schema: list }, async ({ query }) => ({ items: [query.limit], next: null }));
});
afterEach(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('caching', () => {
  test('what may change is revalidated by a weak tag', async () => {
    const first = await get('/v1/changing');
    expect(first.headers).toMatchObject({ 'cache-control': 'no-cache', etag: expect.stringMatching(/^W\/"\S+"$/) });
    const tag = String(first.headers.etag);
    const again = await get('/v1/changing', { 'if-none-match': tag });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
    expect(again.headers.etag).toBe(tag);
    value = 2;
    expect((await get('/v1/changing', { 'if-none-match': tag })).json()).toEqual({ value: 2 });
  });

  test('what is sealed has a strong tag and need not be asked for again', async () => {
    const first = await get('/v1/sealed');
    expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^"\S+"$/);
    for (const held of [tag, `"other", W/${tag}`, '*']) {
      expect((await get('/v1/sealed', { 'if-none-match': held })).statusCode).toBe(304);
    }
    expect((await get('/v1/sealed', { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('a problem is never kept', async () => {
    const answer = await get('/v1/sealed-unknown');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(answer.headers.etag).toBeUndefined();
  });
});

describe('Accept', () => {
  test.each([
    ['/v1/changing', 'application/json', 200],
    ['/v1/changing', 'text/html, application/*;q=0.5', 200],
    ['/v1/changing', '*/*;q=0.1', 200],
    ['/v1/changing', 'text/html', 406],
    ['/v1/changing', 'application/json;q=0, text/*', 406],
    ['/v1/changing', `text/plain;x=${'x'.repeat(2_000)}`, 406],
    ['/v1/bytes', 'application/octet-stream', 200],
    ['/v1/bytes', 'application/json', 406],
    ['/v1/undescribed', 'text/html', 200],
    ['/v1/nothing', 'text/html', 404],
  ])('%s as %s answers %i', async (url, accept, status) => {
    const answer = await get(url, { accept });
    expect(answer.statusCode).toBe(status);
    if (status === 406) {
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ code: 'NOT_ACCEPTABLE', fault: 'caller' });
    }
  });
});

describe('lists', () => {
  test.each([
    ['/v1/list', 200],
    ['/v1/list?limit=1', 200],
    ['/v1/list?limit=500', 200],
    ['/v1/list?limit=0', 400],
    ['/v1/list?limit=501', 400],
    ['/v1/list?limit=x', 400],
    [`/v1/list?cursor=${'a'.repeat(600)}`, 400],
  ])('%s answers %i', async (url, status) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(status);
    if (status === 400) expect(answer.json()).toMatchObject({ code: 'REQUEST_INVALID', fault: 'caller' });
  });

  test('have a default limit', async () => {
    expect((await get('/v1/list')).json()).toEqual({ items: [50], next: null });
  });
});

describe('the reference', () => {
  test('is rendered from the document, without anything from elsewhere', async () => {
    expect((await get('/reference')).headers.location).toBe('reference/');
    const page = await get('/reference/');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    const sources = [...page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
    expect(sources.length).toBeGreaterThan(3);
    for (const path of sources) expect((await get(`/reference/${path}`)).statusCode, path).toBe(200);
    const document = (await get('/reference/json')).json();
    expect(Object.keys(document.paths)).toContain('/v1/sealed');
  });
});
