import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The node's side of the engine interface, with its answers set by the test. */
export interface EngineNode {
  url: string;
  epoch: number | null;
  frozen: { name: string; digest: string }[];
  keys: { keyId: string; state: string }[];
  protocolVersion: number;
  userSessions: {
    epoch: number;
    version: string;
    target: number;
    nextSequenceNumber: number;
    open: { sequenceNumber: number; sessionId: string }[];
  };
  /** batches of user session outputs that came */
  results: { epoch: number; outputs: { sequenceNumber: number; digest: string; rejected: boolean }[] }[];
  nextCommitteeKeysFinal: boolean;
  /** status and code of the next answers to a registration; 202 once used up */
  refusals: { status: number; code: string }[];
  registered: { query: Record<string, string>; bytes: Buffer }[];
  close(): Promise<void>;
}

const offered = (key: { keyId: string; state: string }) => ({
  ...key,
  currentEpoch: 1,
  dkgAtEpoch: 1,
  dkgOutput: null,
  reconfigurationOutput: null,
});

export async function startEngineNode(): Promise<EngineNode> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://node');
    if (request.method === 'POST') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (pathname.endsWith('/user-session-outputs')) {
        node.results.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        return answer(202, { batch: 1, state: 'sequenced', lastError: null });
      }
      const refusal = node.refusals.shift();
      if (refusal) return answer(refusal.status, refusal);
      node.registered.push({ query: Object.fromEntries(searchParams), bytes: Buffer.concat(chunks) });
      return answer(202, { digest: '0'.repeat(64), size: 1, vote: 'pending' });
    }
    if (pathname === '/v1/announcer') return answer(200, { epoch: node.epoch });
    if (pathname.startsWith('/v1/freeze/')) return answer(200, { frozen: node.frozen });
    if (pathname.endsWith('/network-keys')) return answer(200, { version: '1', keys: node.keys.map(offered) });
    if (pathname.endsWith('/user-sessions')) return answer(200, { locked: false, completed: 0, ...node.userSessions });
    if (pathname.startsWith('/v1/barrier/')) return answer(404, {});
    if (/\/v1\/chain\/epochs\/\d+$/.test(pathname)) return answer(200, { protocolVersion: node.protocolVersion });
    return answer(200, { final: node.nextCommitteeKeysFinal });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: EngineNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    epoch: null,
    frozen: [],
    keys: [],
    protocolVersion: 4,
    userSessions: { epoch: 0, version: '0', target: 0, nextSequenceNumber: 1, open: [] },
    results: [],
    nextCommitteeKeysFinal: false,
    refusals: [],
    registered: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return node;
}
