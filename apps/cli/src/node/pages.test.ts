import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readItems } from './pages.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A node whose list gives these pages, one behind the other, by the cursor that is their place. */
async function listOf(page: (cursor: number) => { items: unknown[]; next: string | null }): Promise<URL> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(page(Number(searchParams.get('cursor') ?? 0))));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

it('reads on over empty pages, to the end or the limit', async () => {
  const node = await listOf((at) => ({ items: at % 2 === 0 ? [at] : [], next: at < 4 ? String(at + 1) : null }));
  expect(await readItems(node, '/v1/things', {}, 100)).toHaveLength(3);
  expect(await readItems(node, '/v1/things', {}, 2)).toHaveLength(2);
});

it('gives up on a list without an end', async () => {
  const endless = await listOf((at) => ({ items: [], next: String(at + 1) }));
  await expect(readItems(endless, '/v1/things', {}, 100, 20)).rejects.toThrow('/v1/things has no end');
});
