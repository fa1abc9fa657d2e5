import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { ProtocolError } from '@baton/protocol';
import { createLogger, createTelemetry } from '@baton/telemetry';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp, HTTP_LIMITS, HttpProblem, notFound, ProblemSchema } from './index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const telemetry = createTelemetry('test');

describe('the application', () => {
  let app: App;
  beforeEach(async () => {
    app = await createApp({ listener: 'internal', logger, telemetry });
    app.get(
      '/v1/epochs/:epoch',
      {
        schema: {
          params: Type.Object({ epoch: Type.Integer({ minimum: 0 }) }),
          response: { 200: Type.Object({ epoch: Type.Integer() }), 404: ProblemSchema },
        },
      },
      async (request) => {
        if (request.params.epoch === 404) throw notFound('EPOCH_UNKNOWN', 'No such epoch');
        if (request.params.epoch === 500) throw new Error('password=hunter2');
        if (request.params.epoch === 503) throw new HttpProblem(503, 'LOG_UNAVAILABLE', 'No log', { detail: 'x' });
        if (request.params.epoch === 400) throw new ProtocolError('TRUNCATED', 'too short', {});
        return { epoch: request.params.epoch };
      },
    );
    app.post('/v1/bytes', async (request) => ({ length: (request.body as Buffer).length }));
    app.post('/v1/json', { schema: { body: Type.Object({ epoch: Type.Integer() }) } }, async (request) => request.body);
  });
  afterEach(() => app.close());

  test('parameters are converted and typed', async () => {
    const response = await app.inject('/v1/epochs/7');
    expect(response.json()).toEqual({ epoch: 7 });
  });

  test.each([
    ['/v1/epochs/404', 404, 'EPOCH_UNKNOWN', 'caller'],
    ['/v1/epochs/503', 503, 'LOG_UNAVAILABLE', 'operator'],
    ['/v1/epochs/400', 400, 'TRUNCATED', 'author'],
    ['/v1/epochs/-1', 400, 'REQUEST_INVALID', 'caller'],
    ['/v1/epochs/x', 400, 'REQUEST_INVALID', 'caller'],
    ['/v1/nothing', 404, 'NOT_FOUND', 'caller'],
    ['/v1/epochs/500', 500, 'INTERNAL', 'operator'],
  ])('%s answers %i %s as problem+json', async (url, status, code, fault) => {
    const response = await app.inject(url);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ status, code, fault, instance: url });
    expect(response.json().type).toBe(`urn:baton:problem:${code.toLowerCase().replaceAll('_', '-')}`);
    expect(response.body).not.toContain('hunter2');
  });

  test('bodies of bytes come as they are, oversized and malformed ones are refused by code', async () => {
    const post = (payload: Buffer | string, type: string, url = '/v1/bytes') =>
      app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    expect((await post(Buffer.alloc(5), 'application/octet-stream')).json()).toEqual({ length: 5 });
    const large = await post(Buffer.alloc(HTTP_LIMITS.bodyBytesMax + 1), 'application/octet-stream');
    expect(large.json()).toMatchObject({ status: 413, code: 'HTTP_BODY_TOO_LARGE', fault: 'caller' });
    expect((await post('{', 'application/json')).json()).toMatchObject({ status: 400, fault: 'caller' });
    expect((await post('<x/>', 'text/xml')).json()).toMatchObject({ status: 415, code: 'HTTP_INVALID_MEDIA_TYPE' });
    const strict = await post('{"epoch":"1"}', 'application/json', '/v1/json');
    expect(strict.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', detail: 'body/epoch must be integer' });
  });

  test('the OpenAPI document names routes and their answers', async () => {
    const document = (await app.inject('/openapi.json')).json();
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.paths['/v1/epochs/{epoch}'].get.responses)).toEqual(['200', '404']);
  });

  test('requests are measured by listener and class of status', async () => {
    await app.inject('/v1/epochs/7');
    const text = await telemetry.registry.metrics();
    expect(text).toMatch(/baton_http_request_duration_seconds_count\{listener="internal",status="2xx"\} [1-9]/);
  });

  test('a connection that never asked anything does not hold the close', async () => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const accepted = once(app.server, 'connection');
    const silent = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    await accepted;
    const ended = once(silent, 'close');
    const since = performance.now();
    await app.close();
    expect(performance.now() - since).toBeLessThan(HTTP_LIMITS.keepAliveMs / 10);
    await ended;
  });

  test('a request that is under way when the listener closes is answered, and does not hold the close', async () => {
    const release = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    app.get('/v1/slow', async () => {
      reached.resolve();
      await release.promise;
      return { done: true };
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const answer = fetch(`${url}/v1/slow`);
    await reached.promise;
    const since = performance.now();
    const closed = app.close();
    release.resolve();
    expect(await (await answer).json()).toEqual({ done: true });
    await closed;
    expect(performance.now() - since).toBeLessThan(HTTP_LIMITS.keepAliveMs / 10);
  });
});
