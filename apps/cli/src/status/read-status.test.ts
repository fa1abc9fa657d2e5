import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeClient } from '../node/client.ts';
import { readStatus } from './read-status.ts';

const HEAD = { epoch: 3, round: 4_000, timestampMs: 1, role: 'active', closed: false };

/** A node all of whose services are well, with a log below `/served` and none where its own console would be. */
const ANSWERS: Readonly<Record<string, readonly [number, unknown]>> = {
  '/status': [200, { services: {} }],
  '/served/v1/log/head': [200, HEAD],
  '/unknown/v1/log/head': [503, { code: 'LOG_ADDRESS_MISSING' }],
  '/away/v1/log/head': [502, { code: 'SERVICE_UNREACHABLE', title: 'The service cannot be reached' }],
  '/strange/v1/log/head': [200, {}],
};

describe('what a node and the log say', () => {
  let server: Server;
  let base: URL;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      const [status, body] = ANSWERS[url] ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(() => {
    server.close();
  });

  const statusWith = (log: URL) => readStatus(new NodeClient({ bases: [base], console: base }), log, new Map());
  const below = (path: string) => new URL(path, base);

  it('is all well where both answer', async () => {
    expect(await statusWith(below('served/'))).toMatchObject({ ok: true, log: HEAD, logProblem: null });
  });

  it.each(['', 'unknown/'])('is all well where no log is served: at "%s"', async (path) => {
    expect(await statusWith(below(path))).toMatchObject({ ok: true, log: null, logProblem: null });
  });

  it.each([
    ['away/', /answered 502: SERVICE_UNREACHABLE/],
    ['strange/', /makes no sense/],
  ])('is not all well where the log at %s gives no head', async (path, problem) => {
    expect(await statusWith(below(path))).toMatchObject({
      ok: false,
      log: null,
      logProblem: expect.stringMatching(problem),
    });
  });

  it('is not all well where nobody answers for the log', async () => {
    const dead = new URL('http://127.0.0.1:1/');
    expect(await statusWith(dead)).toMatchObject({ ok: false, logProblem: 'http://127.0.0.1:1 does not answer' });
  });
});
