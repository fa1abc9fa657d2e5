import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { service as blobService } from '@baton/blob-service';
import { blobDigest, type Digest, deriveMpcData } from '@baton/protocol';
import { blobsQueries, type Database, handoffTables, notify, openDatabase, upsert } from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import {
  createDatabase,
  type TestDatabase,
  type TestPostgres,
  temporaryFolder,
  testServers,
  until,
} from '@baton/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { behaviours, type Liar, startLiar } from './producer/liar.ts';
import { nameOf, showAnnouncement, showEpoch } from './producer/network.ts';

const EPOCH = 2;
const BLOB_BYTES_MAX = 64 * 1024;
const blobOf = (seat: number) => deriveMpcData(new Uint8Array(32).fill(seat), 16 * 1024);

interface Node {
  host: RunningHost;
  database: Database;
  dataDir: string;
  url: string;
  peerUrl: string;
}

let postgres: TestPostgres;
let cleanup: (() => Promise<unknown> | unknown)[] = [];

beforeAll(async () => {
  postgres = await testServers().startPostgres({ fsync: false });
});
afterAll(() => postgres.close());
beforeEach(() => {
  cleanup = [];
});
afterEach(async () => {
  for (const step of cleanup.reverse()) await step();
});

async function startNode(seat: number, existing?: { store: TestDatabase; dataDir: string }): Promise<Node> {
  const store = existing?.store ?? (await createDatabase(postgres));
  const dataDir = existing?.dataDir ?? temporaryFolder('blobs');
  const database = openDatabase(store.url);
  const host = await hostServices([blobService as never], {
    databaseUrl: store.url,
    dataDir,
    authority: nameOf(seat),
    blobBytesMax: BLOB_BYTES_MAX,
    blobFetchTimeoutMs: 400,
    blobPeerInFlightMax: 16,
    logLevel: 'silent',
  });
  if (existing === undefined)
    cleanup.push(
      () => store.close(),
      () => rmSync(dataDir, { recursive: true }),
    );
  cleanup.push(
    () => database.close(),
    () => host.close(),
  );
  return { host, database, dataDir, url: host.internalUrl, peerUrl: host.peerUrl! };
}

async function liar(...args: Parameters<typeof startLiar>): Promise<Liar> {
  const started = await startLiar(...args);
  cleanup.push(() => started.close());
  return started;
}

const put = (node: Node, digest: string, bytes: Uint8Array, query = '') =>
  fetch(`${node.url}/v1/blobs/${digest}${query}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(bytes),
  });

const held = (node: Node, digest: Digest) =>
  until(() => blobsQueries.blob(node.database.db, digest), { what: `blob ${digest}` });

async function fetched(node: Node): Promise<Record<string, number>> {
  const text = await (await fetch(`${node.url}/metrics`)).text();
  const lines = text.matchAll(/^ika_dwallet_mpc_data_blob_fetch_total\{result="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, result, count]) => [result, Number(count)]));
}

describe('storing and serving', () => {
  it('keeps what hashes to its digest, on both faces, and says so again', async () => {
    const node = await startNode(0);
    const blob = blobOf(1);
    const digest = blobDigest(blob);
    const first = await put(node, digest, blob);
    expect([first.status, await first.json()]).toEqual([
      201,
      { digest, size: blob.length, structurallyValid: true, created: true },
    ]);
    expect((await put(node, digest, blob)).status).toBe(200);
    for (const url of [node.url, node.peerUrl]) {
      const answer = await fetch(`${url}/v1/blobs/${digest}`);
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array(blob));
    }
    const served = await fetch(`${node.peerUrl}/v1/blobs/${digest}`);
    expect([served.headers.get('etag'), served.headers.get('cache-control')]).toEqual([
      `"${digest}"`,
      'public, max-age=31536000, immutable',
    ]);
    await served.body?.cancel();
    const known = await fetch(`${node.peerUrl}/v1/blobs/${digest}`, { headers: { 'if-none-match': `"${digest}"` } });
    expect(known.status).toBe(304);
    const head = await fetch(`${node.url}/v1/blobs/${digest}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(blob.length)]);
  });

  it.each([
    ['other bytes', blobDigest(blobOf(1)), blobOf(2), 422, 'BLOB_HASH_MISMATCH'],
    [
      'too many bytes',
      blobDigest(new Uint8Array(BLOB_BYTES_MAX + 1)),
      new Uint8Array(BLOB_BYTES_MAX + 1),
      413,
      'BLOB_TOO_LARGE',
    ],
    ['no bytes', blobDigest(new Uint8Array()), new Uint8Array(), 400, 'BLOB_EMPTY'],
  ])('refuses %s and writes nothing', async (_, digest, bytes, status, code) => {
    const node = await startNode(0);
    const answer = await put(node, digest, bytes);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
    expect(await blobsQueries.allBlobs(node.database.db)).toEqual([]);
    expect(readdirSync(join(node.dataDir, 'blobs'))).toEqual(['tmp']);
  });

  it('answers 404 with its code for what it does not hold', async () => {
    const node = await startNode(0);
    for (const url of [node.url, node.peerUrl]) {
      const answer = await fetch(`${url}/v1/blobs/${'0'.repeat(64)}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'BLOB_NOT_FOUND']);
    }
  });

  it('files network-key outputs under the session`s epoch and refuses a second answer of the engine', async () => {
    const node = await startNode(0);
    const slot = `network-key-outputs/${EPOCH}/0x${'ab'.repeat(32)}/dkg`;
    const register = async (text: string, query = '') => {
      const answer = await put(node, slot, new TextEncoder().encode(text), query);
      return [answer.status, (await answer.json()) as Record<string, unknown>] as const;
    };
    const digest = blobDigest(new TextEncoder().encode('one'));
    expect(await register('one')).toEqual([201, { digest, size: 3, created: true, replaced: null }]);
    expect(await register('one')).toEqual([200, { digest, size: 3, created: false, replaced: null }]);
    expect((await register('two'))[1]).toMatchObject({ code: 'NETWORK_KEY_OUTPUT_CONFLICT' });
    expect((await register('two', '?source=agreed'))[1]).toMatchObject({ created: true, replaced: digest });
    expect(await blobsQueries.heldOutputs(node.database.db, EPOCH)).toHaveLength(1);
  });

  it('lists what is held and what is filed, page by page', async () => {
    const node = await startNode(0);
    const key = (of: string) => `0x${of.repeat(32)}`;
    const slots = [
      [2, key('aa'), 'dkg'],
      [1, key('bb'), 'reconfiguration'],
      [1, key('aa'), 'reconfiguration'],
      [1, key('aa'), 'dkg'],
    ] as const;
    for (const slot of slots) {
      const stored = await put(node, `network-key-outputs/${slot.join('/')}`, new TextEncoder().encode(slot.join()));
      expect(stored.status).toBe(201);
    }
    const pages = async (path: string) => {
      const items: Record<string, unknown>[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const asked = `${path}limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const page = (await (await fetch(`${node.url}${asked}`)).json()) as {
          items: typeof items;
          next: string | null;
        };
        items.push(...page.items);
        cursor = page.next;
      }
      return items;
    };
    const filed = await pages('/v1/blobs/network-key-outputs?');
    expect(filed.map(({ epoch, keyId, output }) => [epoch, keyId, output])).toEqual([
      [2, key('aa'), 'dkg'],
      [1, key('aa'), 'dkg'],
      [1, key('aa'), 'reconfiguration'],
      [1, key('bb'), 'reconfiguration'],
    ]);
    expect(await pages('/v1/blobs/network-key-outputs?epoch=1&')).toHaveLength(3);
    const held = (await pages('/v1/blobs?')).map(({ digest }) => digest);
    expect(held).toEqual(held.toSorted());
    expect(new Set(held).size).toBe(4);
    const mixed = await fetch(
      `${node.url}/v1/blobs/wanted?cursor=${Buffer.from('["blobs.held","a"]').toString('base64url')}`,
    );
    expect([mixed.status, ((await mixed.json()) as { code: string }).code]).toEqual([400, 'CURSOR_INVALID']);
  });
});

describe('after a crash', () => {
  it('sweeps a half-written blob, finds an unrecorded one and forgets a lost one', async () => {
    const store = await createDatabase(postgres);
    const dataDir = temporaryFolder('blobs');
    cleanup.push(
      () => store.close(),
      () => rmSync(dataDir, { recursive: true }),
    );
    const [whole, lost, torn] = [blobOf(1), blobOf(2), blobOf(3)].map((blob) => ({ blob, digest: blobDigest(blob) }));
    mkdirSync(join(dataDir, 'blobs', 'tmp'), { recursive: true });
    mkdirSync(join(dataDir, 'blobs', whole!.digest.slice(0, 2)), { recursive: true });
    writeFileSync(join(dataDir, 'blobs', whole!.digest.slice(0, 2), whole!.digest), whole!.blob);
    // A writer killed with SIGKILL between its write and its rename.
    const halfWritten = join(dataDir, 'blobs', 'tmp', `${torn!.digest}.1`);
    const script = `require('node:fs').writeFileSync(${JSON.stringify(halfWritten)}, 'half'); process.kill(process.pid, 'SIGKILL')`;
    expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');

    const first = await startNode(0, { store, dataDir });
    expect((await blobsQueries.allBlobs(first.database.db)).map((row) => row.digest)).toEqual([whole!.digest]);
    expect(readdirSync(join(dataDir, 'blobs', 'tmp'))).toEqual([]);
    expect((await fetch(`${first.url}/v1/blobs/${torn!.digest}`)).status).toBe(404);
    await put(first, lost!.digest, lost!.blob);
    await first.host.close();
    rmSync(join(dataDir, 'blobs', lost!.digest.slice(0, 2), lost!.digest));

    const second = await startNode(0, { store, dataDir });
    expect((await blobsQueries.allBlobs(second.database.db)).map((row) => row.digest)).toEqual([whole!.digest]);
  });

  it('sets a corrupt file aside and gets the good bytes again', async () => {
    const store = await createDatabase(postgres);
    const dataDir = temporaryFolder('blobs');
    cleanup.push(
      () => store.close(),
      () => rmSync(dataDir, { recursive: true }),
    );
    const blob = blobOf(1);
    const digest = blobDigest(blob);
    const first = await startNode(0, { store, dataDir });
    await put(first, digest, blob);
    await first.host.close();
    writeFileSync(join(dataDir, 'blobs', digest.slice(0, 2), digest), 'rotten');

    const second = await startNode(0, { store, dataDir });
    await until(async () => (await blobsQueries.blob(second.database.db, digest)) === undefined, { what: 'row gone' });
    expect((await fetch(`${second.peerUrl}/v1/blobs/${digest}`)).status).toBe(404);
    expect((await put(second, digest, blob)).status).toBe(201);
  });
});

describe('fetching', () => {
  it('gets an announced blob from its announcer as soon as the read model shows it', async () => {
    const [one, two] = [await startNode(0), await startNode(1)];
    const blob = blobOf(2);
    const digest = blobDigest(blob);
    await put(two, digest, blob);
    await showEpoch(one.database, EPOCH, 4, { peerUrls: { 0: one.peerUrl, 1: two.peerUrl } });
    await showAnnouncement(one.database, EPOCH, 1, digest);
    expect(await held(one, digest)).toMatchObject({ origin: 'announcer', structurallyValid: true });
    expect(await until(async () => (await fetched(one)).ok === 1, { what: 'the counter' })).toBe(true);
  });

  it('measures each announced blob once, the own one too', async () => {
    const node = await startNode(0);
    const measured = async () => {
      const text = await (await fetch(`${node.url}/metrics`)).text();
      const part = (name: string) =>
        new RegExp(`^ika_mpc_data_announcement_blob_bytes_${name} (\\d+)$`, 'm').exec(text)?.[1];
      return { count: Number(part('count')), sum: Number(part('sum')) };
    };
    const [own, unannounced, other] = [blobOf(0), blobOf(8), blobOf(1)];
    for (const blob of [own, unannounced, other]) await put(node, blobDigest(blob), blob);
    await showEpoch(node.database, EPOCH, 4);
    await showAnnouncement(node.database, EPOCH, 0, blobDigest(own));
    await until(async () => (await measured()).count === 1, { what: 'the own blob' });
    await showAnnouncement(node.database, EPOCH, 1, blobDigest(other));
    await until(async () => (await measured()).count > 1, { what: 'the other blob' });
    expect(await measured()).toEqual({ count: 2, sum: own.length + other.length });
  });

  it.each([
    ['wrong bytes', behaviours.bytes(blobOf(9)), 'hash_mismatch'],
    ['nothing', behaviours.notFound, 'not_found'],
    ['no end', behaviours.hang, 'transport_error'],
    ['too much', behaviours.endless, 'transport_error'],
    ['a hang-up', behaviours.hangUp, 'transport_error'],
  ])('turns to another holder when the announcer gives %s', async (_, behaviour, result) => {
    const [one, two] = [await startNode(0), await startNode(1)];
    const announcer = await liar(behaviour);
    const blob = blobOf(2);
    const digest = blobDigest(blob);
    await put(two, digest, blob);
    await showEpoch(one.database, EPOCH, 4, { peerUrls: { 1: two.peerUrl, 2: announcer.url } });
    await showAnnouncement(one.database, EPOCH, 2, digest);
    expect(await held(one, digest)).toMatchObject({ origin: 'peer' });
    expect(announcer.asked()).toBe(1);
    const counts = await until(async () => (await fetched(one)).ok === 1 && (await fetched(one)), { what: 'counters' });
    expect(counts).toMatchObject({ ok: 1, [result]: 1 });
  });

  it('neither stores nor serves bytes that do not decode, and keeps asking', async () => {
    const one = await startNode(0);
    const garbage = new TextEncoder().encode('no key bundle');
    const digest = blobDigest(garbage);
    const announcer = await liar(behaviours.bytes(garbage));
    await showEpoch(one.database, EPOCH, 4, { peerUrls: { 1: announcer.url } });
    await showAnnouncement(one.database, EPOCH, 1, digest);
    await until(() => announcer.asked() >= 2, { what: 'a second pass' });
    expect((await fetched(one)).decode_failed).toBeGreaterThanOrEqual(1);
    expect(await blobsQueries.blob(one.database.db, digest)).toBeUndefined();
    expect((await fetch(`${one.peerUrl}/v1/blobs/${digest}`)).status).toBe(404);
    const list = (await (await fetch(`${one.url}/v1/blobs/wanted`)).json()) as { items: Record<string, unknown>[] };
    expect(list).toMatchObject({ next: null });
    expect(list.items).toMatchObject([
      {
        digest,
        reasons: [{ kind: 'announcement', validator: nameOf(1) }],
        owner: nameOf(1),
        lastPeer: nameOf(1),
        peers: [{ peer: nameOf(1), result: 'decode_failed' }],
      },
    ]);
    const { services } = (await (await fetch(`${one.url}/status`)).json()) as { services: Record<string, unknown> };
    expect(services['blob-service']).toMatchObject({ status: { state: 'waiting', waitingFor: '1 blobs', missing: 1 } });
  });

  it('does not wait for a hanging peer to fetch from a good one', async () => {
    const [one, two] = [await startNode(0), await startNode(1)];
    const slow = await liar(behaviours.hang);
    const blob = blobOf(2);
    const digest = blobDigest(blob);
    await put(two, digest, blob);
    await showEpoch(one.database, EPOCH, 4, { peerUrls: { 1: two.peerUrl, 2: slow.url } });
    await showAnnouncement(one.database, EPOCH, 2, blobDigest(blobOf(5)));
    await until(() => slow.asked() > 0, { what: 'the slow peer to be asked' });
    await showAnnouncement(one.database, EPOCH, 1, digest);
    expect(await held(one, digest)).toBeDefined();
  });

  it('brings in and files a network-key output that the committee agreed on', async () => {
    const [one, two] = [await startNode(0), await startNode(1)];
    const output = new TextEncoder().encode('the output');
    const digest = blobDigest(output);
    const slot = { epoch: EPOCH, keyId: `0x${'ab'.repeat(32)}` as never, output: 'dkg' as const };
    await put(two, digest, output);
    await showEpoch(one.database, EPOCH, 4, { peerUrls: { 1: two.peerUrl } });
    const { db } = one.database;
    await db.transaction(async (transaction) => {
      await upsert(transaction, handoffTables.outputVote, [{ ...slot, authority: nameOf(1), digest, round: 3 }]);
      await upsert(transaction, handoffTables.networkKeyOutput, [{ ...slot, digest, round: 3, stake: 3 }]);
      await notify(transaction, 'handoff', { epoch: EPOCH, tables: ['network_key_output'] });
    });
    await until(async () => (await blobsQueries.heldOutputs(db, EPOCH)).length === 1, { what: 'the slot' });
    expect(await blobsQueries.heldOutputs(db, EPOCH)).toEqual([{ ...slot, digest }]);
  });
});
