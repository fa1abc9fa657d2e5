import { afterEach, describe, expect, it, vi } from 'vitest';
import { NodeClient } from './client.ts';

const PATH = '/v1/handoff/epochs/3/attestation';
const client = new NodeClient({ bases: [new URL('http://node/')], console: new URL('http://node/') });

function answering(answer: (parameters: URLSearchParams) => Response): void {
  vi.stubGlobal(
    'fetch',
    vi.fn((url: URL) => Promise.resolve(answer(url.searchParams))),
  );
}
afterEach(() => vi.unstubAllGlobals());

describe('a list of a node', () => {
  it('is read to its end', async () => {
    answering((parameters) => {
      const from = Number(parameters.get('cursor') ?? 0);
      return Response.json({ items: [from, from + 1], next: from < 4 ? String(from + 2) : null });
    });
    expect((await client.items(PATH)).map((item) => item.raw())).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is refused where it holds more than it may', async () => {
    answering((parameters) => Response.json({ items: Array(Number(parameters.get('limit'))).fill(0), next: 'more' }));
    await expect(client.items(PATH)).rejects.toThrow(`${PATH} has more than 10000 items`);
  });

  it('is refused where the node does not know it', async () => {
    answering(() => Response.json({}, { status: 404 }));
    await expect(client.items(PATH)).rejects.toThrow(`the node has no ${PATH}`);
  });
});
