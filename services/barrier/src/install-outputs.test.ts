import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { blobDigest } from '@baton/protocol';
import { createTelemetry, observePeers } from '@baton/telemetry';
import { afterEach, describe, expect, test } from 'vitest';
import { KEY, NAMES } from '../test/network.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { installOutputs } from './install-outputs.ts';

const bytes = new TextEncoder().encode('the output of a network key');
const wanted = { keyId: KEY, output: 'reconfiguration' as const, digest: blobDigest(bytes), epoch: 3 };
const never = new AbortController().signal;

describe('installing certified outputs', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const absent: RequestListener = (_request, response) => response.writeHead(404).end();
  const has =
    (body: Uint8Array): RequestListener =>
    (_request, response) =>
      response.end(body);
  const peersAt = (urls: string[]) => urls.map((url, index) => ({ name: NAMES[index]!, url }));

  const measured = observePeers(createTelemetry('test'), 'output');
  const limits = { peerTimeoutMs: 5000, measured, note: () => undefined, signal: never };

  /** A blob-service that has nothing and records what is filed. */
  async function blobService(filed: { url: string; body: string }[]): Promise<string> {
    return serve(async (request, response) => {
      if (request.method === 'GET') return response.writeHead(404).end();
      let body = '';
      for await (const chunk of request) body += chunk;
      filed.push({ url: request.url ?? '', body });
      return response.writeHead(201).end();
    });
  }

  test('wrong bytes are passed over, the first right ones are filed under the session', async () => {
    const filed: { url: string; body: string }[] = [];
    const liar = await serve(has(new TextEncoder().encode('other bytes')));
    const honest = await serve(has(bytes));
    const peers = peersAt([liar, await serve(absent), honest]);
    const blobServiceUrl = await blobService(filed);
    const [installed] = await installOutputs([wanted], { blobServiceUrl, peers, ...limits });
    expect(installed).toEqual({ wanted, from: NAMES[2] });
    expect(filed).toEqual([
      {
        url: `/v1/blobs/network-key-outputs/3/${KEY}/reconfiguration?source=agreed`,
        body: 'the output of a network key',
      },
    ]);
  });

  test('nobody has it: told so, nothing filed', async () => {
    const filed: { url: string; body: string }[] = [];
    const peers = peersAt([await serve(absent), 'http://127.0.0.1:1']);
    const blobServiceUrl = await blobService(filed);
    const [installed] = await installOutputs([wanted], { blobServiceUrl, peers, ...limits });
    expect(installed?.from).toBeNull();
    expect(filed).toEqual([]);
  });

  test('a local store that does not take it is an error', async () => {
    const blobServiceUrl = await serve(absent);
    const peers = peersAt([await serve(has(bytes))]);
    const installing = installOutputs([wanted], { blobServiceUrl, peers, ...limits });
    await expect(installing).rejects.toThrow('HTTP 404');
  });

  test('a peer that sends too much, too slowly or a redirect is cut off', async () => {
    const limits = { timeoutMs: 100, bytesMax: 4, signal: never };
    const ask = async (listener: RequestListener) => boundedFetch(new URL('/', await serve(listener)), limits);
    expect(await ask(has(bytes))).toEqual({ kind: 'failed', reason: 'more than 4 bytes' });
    expect(await ask(() => undefined)).toEqual({ kind: 'failed', reason: 'TimeoutError' });
    expect(await ask((_request, response) => response.writeHead(302, { location: '/x' }).end())).toMatchObject({
      kind: 'failed',
    });
    expect(await ask((_request, response) => response.writeHead(500).end())).toEqual({
      kind: 'failed',
      reason: 'HTTP 500',
    });
    expect(await ask(absent)).toEqual({ kind: 'none' });
    expect(await ask(has(bytes.subarray(0, 4)))).toMatchObject({ kind: 'bytes' });
  });
});
