import { createApp } from '@baton/service-runtime';
import { createLogger, createTelemetry } from '@baton/telemetry';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store.ts';
import { blobPeerRoutes } from './peer-routes.ts';

const url = `/v1/blobs/${'a'.repeat(64)}`;

async function appOver(
  get: () => Promise<Uint8Array | undefined>,
  options: Parameters<typeof blobPeerRoutes>[2],
  trustedProxies?: string[],
) {
  const telemetry = createTelemetry('test');
  const logger = createLogger({ name: 'test', level: 'silent' });
  const app = await createApp({ listener: 'peer', logger, telemetry, trustedProxies });
  await app.register(blobPeerRoutes({ get, has: () => false } as unknown as BlobStore, telemetry, options));
  return app;
}

describe('peer face', () => {
  it('serves a bounded number at once and refuses more with a code', async () => {
    const gate = Promise.withResolvers<Uint8Array>();
    const app = await appOver(() => gate.promise, { inFlightMax: 1, requestsPerMinute: 100 });
    const first = app.inject(url);
    await new Promise((resolve) => setImmediate(resolve));
    const second = await app.inject(url);
    expect([second.statusCode, second.json().code, second.headers['retry-after']]).toEqual([
      503,
      'BLOB_PEER_BUSY',
      '1',
    ]);
    gate.resolve(new Uint8Array(3));
    expect((await first).statusCode).toBe(200);
    expect((await app.inject(url)).statusCode).toBe(200);
  });

  it('refuses an address that asks too often', async () => {
    const app = await appOver(async () => new Uint8Array(1), { inFlightMax: 16, requestsPerMinute: 2 });
    const answers = [await app.inject(url), await app.inject(url), await app.inject(url)];
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 429]);
    expect(answers[2]?.json()).toMatchObject({ code: 'BLOB_PEER_RATE_LIMITED', fault: 'caller' });
  });

  it.each([
    ['tells peers behind a trusted proxy apart', ['127.0.0.1'], [200, 200]],
    ['believes nobody else who they ask for', undefined, [200, 429]],
  ])('%s', async (_what, trustedProxies, expected) => {
    const options = { inFlightMax: 16, requestsPerMinute: 1 };
    const app = await appOver(async () => new Uint8Array(1), options, trustedProxies);
    const from = (peer: string) => app.inject({ url, headers: { 'x-forwarded-for': peer } });
    const answers = [await from('192.0.2.1'), await from('192.0.2.2')];
    expect(answers.map((answer) => answer.statusCode)).toEqual(expected);
  });
});
