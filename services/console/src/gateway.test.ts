import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from './app.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const AUTHORITY = 'ab'.repeat(48);

/** A service behind the gateway: says what it was asked, and how. */
async function upstream(name: string, port = 0): Promise<{ app: FastifyInstance; url: string }> {
  const app = fastify({ forceCloseConnections: true });
  app.get('/status', async () => ({ services: { [name]: { readiness: { ready: true }, status: {} } } }));
  app.get('/v1/:area/events', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('id: 1\nevent: frozen\ndata: {"epoch":1}\n\n');
  });
  app.get('/v1/:area/sealed', async (_request, reply) =>
    reply.headers({ etag: '"of this network"', 'cache-control': 'public, max-age=31536000, immutable' }).send({ name }),
  );
  app.get('/v1/:area/busy', async (_request, reply) => reply.code(503).send({ code: 'BUSY' }));
  app.get('/v1/*', async (request, reply) => {
    if (request.headers['if-none-match'] === '"seen"') return reply.code(304).send();
    return reply
      .headers({ etag: '"seen"', 'set-cookie': 'a=b', 'cache-control': 'no-cache' })
      .send({ by: name, url: request.url, headers: request.headers });
  });
  return { app, url: await app.listen({ host: '127.0.0.1', port }) };
}

describe('the gateway', () => {
  const assets = mkdtempSync(join(tmpdir(), 'baton-console-'));
  const upstreams: FastifyInstance[] = [];
  let host: RunningHost;
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${host.internalUrl}${path}`, { redirect: 'manual', ...init });

  beforeAll(async () => {
    const [all, freeze, log] = await Promise.all([upstream('all'), upstream('freeze'), upstream('log')]);
    upstreams.push(all.app, freeze.app, log.app);
    const gone = await upstream('gone');
    await gone.app.close();
    const configuration = {
      network: 'test',
      consoleAssetsDir: join(assets, 'site'),
      consensusLogUrl: log.url,
      traceUrl: 'http://traces.example/{traceId}',
      consoleValidators: [
        { label: 'whole', authority: AUTHORITY, url: all.url },
        { label: 'parts', urls: { freeze: freeze.url, handoff: gone.url } },
      ],
    };
    host = await hostServices([service], configuration, { logger, env: {} });
  });
  afterAll(async () => {
    await host?.close();
    for (const app of upstreams) await app.close();
    rmSync(assets, { recursive: true, force: true });
  });

  it('tells who can be asked about', async () => {
    expect(await (await ask('/console/api/network')).json()).toEqual({
      network: 'test',
      validators: [
        { label: 'whole', authority: AUTHORITY },
        { label: 'parts', authority: null },
      ],
      traceUrl: 'http://traces.example/{traceId}',
    });
  });

  it('passes questions on to the service they are for, and nothing about the visitor', async () => {
    const answer = await ask('/console/api/validators/parts/v1/freeze/epochs/3?limit=2', {
      headers: { cookie: 'secret', authorization: 'secret', accept: 'application/json' },
    });
    const { by, url, headers } = (await answer.json()) as { by: string; url: string; headers: Record<string, string> };
    expect([by, url]).toEqual(['freeze', '/v1/freeze/epochs/3?limit=2']);
    expect(headers.accept).toBe('application/json');
    expect([headers.cookie, headers.authorization]).toEqual([undefined, undefined]);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const log = (await (await ask('/console/api/log/v1/log/head')).json()) as { by: string };
    expect(log.by).toBe('log');
  });

  it('lets caches work', async () => {
    const path = '/console/api/validators/whole/v1/chain';
    expect((await ask(path)).headers.get('etag')).toBe('"seen"');
    expect((await ask(path, { headers: { 'if-none-match': '"seen"' } })).status).toBe(304);
  });

  it('has browsers ask again for what is immutable: the next network at this address has other epochs', async () => {
    const { headers } = await ask('/console/api/validators/whole/v1/freeze/sealed');
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-cache', '"of this network"']);
  });

  it('lets events through as they come', async () => {
    const answer = await ask('/console/api/validators/whole/v1/freeze/events');
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value);
    expect(first).toContain('event: frozen');
    await reader?.cancel();
  });

  it('answers as the service did, at once', async () => {
    expect((await ask('/console/api/validators/whole/v1/freeze/busy')).status).toBe(503);
  });

  it('says what it does not pass on, and whom it cannot reach', async () => {
    const codeOf = async (path: string, init?: RequestInit) => {
      const answer = await ask(path, init);
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await codeOf('/console/api/validators/whole/v1/freeze%2f..%2f..%2fstatus')).toEqual([
      404,
      'PATH_NOT_PASSED_ON',
    ]);
    expect(await codeOf('/console/api/validators/nobody/v1/chain')).toEqual([404, 'VALIDATOR_UNKNOWN']);
    expect(await codeOf('/console/api/validators/parts/v1/chain')).toEqual([404, 'SERVICE_ADDRESS_MISSING']);
    expect(await codeOf('/console/api/validators/parts/v1/handoff/epochs')).toEqual([502, 'SERVICE_UNREACHABLE']);
    expect(await codeOf('/console/api/log/livez')).toEqual([404, 'PATH_NOT_PASSED_ON']);
    expect(await codeOf('/console/api/validators/whole/v1/blobs/ab', { method: 'PUT' })).toEqual([404, 'NOT_FOUND']);
  });

  it('gathers what all processes of a validator say', async () => {
    const { services, unreachable } = (await (await ask('/console/api/validators/parts/status')).json()) as {
      services: Record<string, unknown>;
      unreachable: string[];
    };
    expect(Object.keys(services)).toEqual(['freeze']);
    expect(unreachable).toHaveLength(1);
  });

  it('says that its pages are not built, and serves them once they are', async () => {
    const before = await ask('/console/');
    expect([before.status, before.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await before.text()).toContain('npm run console:build');
    mkdirSync(join(assets, 'site', 'assets'), { recursive: true });
    writeFileSync(join(assets, 'site', 'assets', 'app-1a2b.js'), 'export {};');
    writeFileSync(join(assets, 'site', 'index.html'), '<!doctype html><title>Baton</title>');
    const start = await ask('/console/');
    expect(await start.text()).toContain('<title>Baton</title>');
    expect(start.headers.get('cache-control')).toBe('no-cache');
    expect((await ask('/console')).headers.get('location')).toBe('/console/');
    expect(await (await ask('/console/epochs/3')).text()).toContain('<title>Baton</title>');
    const script = await ask('/console/assets/app-1a2b.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const missing = await ask('/console/assets/app-gone.js');
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect((await ask('/console/..%2f..%2fetc/passwd.txt')).status).toBeGreaterThanOrEqual(400);
  });

  it('lets pages load nothing from elsewhere', async () => {
    const { headers } = await ask('/console/');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('ends streams with itself', async () => {
    const own = await hostServices(
      [service],
      { network: 'test', consensusLogUrl: (await upstreamOf()).url },
      { logger, env: {} },
    );
    const answer = await fetch(`${own.internalUrl}/console/api/log/v1/log/events`);
    const reader = answer.body?.getReader();
    await reader?.read();
    const ended = reader?.read().then(
      ({ done }) => done,
      () => true,
    );
    await own.close();
    expect(await ended).toBe(true);
  });

  async function upstreamOf() {
    const made = await upstream('late');
    upstreams.push(made.app);
    return made;
  }
});

describe('a console that knows two sequencers', () => {
  const headAt = async (host: RunningHost) => {
    const answer = await fetch(`${host.internalUrl}/console/api/log/v1/log/head`);
    return [answer.status, ((await answer.json()) as { by?: string }).by];
  };
  const consoleOf = (...logs: { url: string }[]) =>
    hostServices(
      [service],
      { network: 'test', consensusLogUrl: logs.map(({ url }) => url).join(', ') },
      { logger, env: {} },
    );

  it('asks the second while the first is dead, and the first again when the second dies', async () => {
    const [first, second] = await Promise.all([upstream('first'), upstream('second')]);
    const { port } = new URL(first.url);
    const host = await consoleOf(first, second);
    expect(await headAt(host)).toEqual([200, 'first']);
    await first.app.close();
    expect(await headAt(host)).toEqual([200, 'second']);
    const again = await upstream('first', Number(port));
    await second.app.close();
    expect(await headAt(host)).toEqual([200, 'first']);
    await again.app.close();
    expect(await headAt(host)).toEqual([502, undefined]);
    await host.close();
  });

  it('ends a stream of the one that dies; asked again, it is that of the other', async () => {
    const [first, second] = await Promise.all([upstream('first'), upstream('second')]);
    const host = await consoleOf(first, second);
    const follow = async () => {
      const answer = await fetch(`${host.internalUrl}/console/api/log/v1/log/events`);
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      return { reader, told: (await reader.read()).value };
    };
    const { reader } = await follow();
    const ended = reader.read().then(
      ({ done }) => done,
      () => true,
    );
    await first.app.close();
    expect(await ended).toBe(true);
    const { reader: others, told } = await follow();
    expect(told).toContain('event: frozen');
    await others.cancel();
    await host.close();
    await second.app.close();
  });
});

describe("a node's own console", () => {
  it('asks the node that serves it', async () => {
    const host = await hostServices([service], { network: 'test', authority: AUTHORITY }, { logger, env: {} });
    const json = async (path: string) => (await fetch(`${host.internalUrl}/console/api/${path}`)).json();
    expect(await json('network')).toMatchObject({ validators: [{ label: 'this-validator', authority: AUTHORITY }] });
    expect(await json('validators/this-validator/status')).toMatchObject({
      services: { console: {} },
      unreachable: [],
    });
    expect(await json('validators/this-validator/v1/freeze/epochs')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await json('log/v1/log/head')).toMatchObject({ status: 503, code: 'LOG_ADDRESS_MISSING' });
    await host.close();
  });
});
