import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The node's side of the engine interface, with its answers set by the test. */
export interface EngineNode {
  url: string;
  epoch: number | null;
  frozen: { name: string; digest: string }[];
  /** what reconfiguration takes; null while it may still change */
  effective: { name: string; digest: string }[] | null;
  /** digests of which nothing is held */
  notHeld: Set<string>;
  keys: (Partial<OfferedKey> & { keyId: string; state: string })[];
  /** what the prior certificate pins; null while the barrier has not opened the epoch */
  certified: { keyId: string; output: 'dkg' | 'reconfiguration'; digest: string }[] | null;
  /** by digest */
  blobs: Map<string, Uint8Array<ArrayBuffer>>;
  /** method and path of what came about stranded keys */
  stranded: string[];
  /** how many of those are answered with an outage first */
  strandedOutages: number;
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

interface OfferedKey {
  currentEpoch: number;
  dkgAtEpoch: number;
  dkgOutput: string | null;
  reconfigurationOutput: string | null;
}

const offered = (key: EngineNode['keys'][number]) => ({
  currentEpoch: 1,
  dkgAtEpoch: 1,
  dkgOutput: null,
  reconfigurationOutput: null,
  ...key,
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
    if (pathname.endsWith('/stranded')) {
      if (node.strandedOutages-- > 0) return answer(503, {});
      node.stranded.push(`${request.method} ${pathname}`);
      return answer(200, { stranded: request.method === 'PUT' });
    }
    if (pathname === '/v1/announcer') return answer(200, { epoch: node.epoch });
    if (pathname.endsWith('/effective-inputs')) {
      return answer(200, { final: node.effective !== null, inputs: node.effective ?? [] });
    }
    if (pathname.startsWith('/v1/freeze/')) return answer(200, { frozen: node.frozen });
    if (pathname.endsWith('/network-keys')) {
      const keys = node.keys.map(offered);
      return answer(200, { version: JSON.stringify(keys), keys });
    }
    if (pathname.endsWith('/user-sessions')) return answer(200, { locked: false, completed: 0, ...node.userSessions });
    if (pathname.startsWith('/v1/barrier/')) {
      const { certified } = node;
      if (certified === null) return answer(404, {});
      return answer(200, { state: 'ready', requiresCertificate: true, certifiedOutputs: certified });
    }
    if (pathname.startsWith('/v1/blobs/') && request.method === 'HEAD') {
      return response.writeHead(node.notHeld.has(pathname.split('/').at(-1) ?? '') ? 404 : 200).end();
    }
    if (pathname.startsWith('/v1/blobs/')) {
      const bytes = node.blobs.get(pathname.split('/').at(-1) ?? '');
      return bytes ? response.writeHead(200).end(bytes) : answer(404, {});
    }
    if (/\/v1\/chain\/epochs\/\d+$/.test(pathname)) return answer(200, { protocolVersion: node.protocolVersion });
    return answer(200, { final: node.nextCommitteeKeysFinal });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: EngineNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    epoch: null,
    frozen: [],
    effective: null,
    notHeld: new Set(),
    keys: [],
    certified: null,
    blobs: new Map(),
    stranded: [],
    strandedOutages: 0,
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
