import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { service as blobService } from '@baton/blob-service';
import { type ChainFixture, chainFixture, networkOutput, testGenesis, testPayer } from '@baton/devchain/testing';
import { generateKeys, saveKeys } from '@baton/keys';
import { blobDigest, deriveMpcData, isStructurallyValidMpcData, objectId } from '@baton/protocol';
import {
  blobsQueries,
  chainQueries,
  chainWriters,
  type Database,
  migrateSchema,
  openDatabase,
} from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { service } from '@baton/sui-syncer';
import { createDatabase, freePorts, type TestDatabase, temporaryFolder, until } from '@baton/testkit';
import { afterEach, expect, test } from 'vitest';

/** A syncer on a chain whose time the test moves, with a store of its own. */
interface Node {
  database: Database;
  stored: Map<string, Buffer>;
  get(path: string): Promise<Record<string, unknown>>;
  send(method: 'PUT' | 'DELETE', path: string, body?: Buffer): Promise<number>;
}

const closing: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const EPOCH_MS = 2_000;
const MPC_DATA_BYTES = 60_000;
const mpcData = (index: number) => Buffer.from(deriveMpcData(new Uint8Array(32).fill(index + 1), MPC_DATA_BYTES));
const accounts = [0, 1].map((index) => generateKeys(new Uint8Array(32).fill(40 + index)));

async function chainOf(protocolVersion: number): Promise<ChainFixture> {
  const validators = testGenesis().validators.map((validator, index) => ({
    ...validator,
    mpcData: mpcData(index).toString('base64'),
  }));
  const funded = [testPayer.toSuiAddress(), ...accounts.map((keys) => keys.account.address)];
  const chain = await chainFixture({ genesis: { protocolVersion, validators, funded, epochDurationMs: EPOCH_MS } });
  closing.push(() => chain.devchain.close());
  return chain;
}

/** A syncer beside a store that is a map, or beside the blob-service itself. */
async function node(
  chain: ChainFixture,
  seat: number,
  { database: known, realStore }: { database?: TestDatabase; realStore?: boolean } = {},
): Promise<Node> {
  const stored = new Map<string, Buffer>();
  const [internalPort] = await freePorts(1);
  const testDatabase: TestDatabase = known ?? (await createDatabase());
  const database = openDatabase(testDatabase.url);
  closing.push(
    () => testDatabase.close(),
    () => database.close(),
  );
  const folder = temporaryFolder('chain-driven');
  const keysDir = join(folder, 'keys');
  await saveKeys(keysDir, accounts[seat]!);
  const { url, systemObjectId, coordinatorObjectId, validators } = chain.devchain;
  const host: RunningHost = await hostServices(realStore ? [service, blobService] : [service], {
    network: 'test',
    internalPort,
    dataDir: folder,
    databaseUrl: testDatabase.url,
    suiUrl: url,
    systemObjectId,
    coordinatorObjectId,
    authority: validators[seat]?.name,
    submitStaggerMs: 2_000,
    blobServiceUrl: realStore ? `http://127.0.0.1:${internalPort}` : await blobStore(stored),
    keysDir,
    logLevel: 'error',
  });
  closing.push(() => host.close());
  const at = (path: string) => new URL(path, host.internalUrl);
  return {
    database,
    stored,
    get: async (path) => (await (await fetch(at(path))).json()) as Record<string, unknown>,
    send: async (method, path, body) =>
      (
        await fetch(at(path), {
          method,
          ...(body && { body: Uint8Array.from(body), headers: { 'content-type': 'application/octet-stream' } }),
        })
      ).status,
  };
}

/** What a node that watched the chain in an epoch of version 3 remembers of it. */
async function sawVersion3(chain: ChainFixture, testDatabase: TestDatabase): Promise<void> {
  const database = openDatabase(testDatabase.url);
  await migrateSchema(database.sql, 'chain');
  const view = await chain.read();
  await chainWriters.writeEpochView(database.db, {
    epoch: view.epoch,
    committee: view.committee,
    addresses: {},
    protocolVersion: 3,
    epochStartMs: view.epochStartMs,
    epochDurationMs: view.epochDurationMs,
    previousCommittee: null,
    nextCommittee: null,
    nextAddresses: null,
    endOfPublishReady: true,
    lockedSessions: true,
    observedAt: view.clockMs,
  });
  await database.close();
}

async function blobStore(stored: Map<string, Buffer>): Promise<string> {
  const server: Server = createServer(async (request, response) => {
    const digest = request.url?.split('/').at(-1)?.split('?')[0] ?? '';
    if (request.method === 'PUT') stored.set(digest, await buffer(request));
    const bytes = stored.get(digest);
    const answer = { structurallyValid: bytes !== undefined && isStructurallyValidMpcData(bytes) };
    response.writeHead(bytes ? 200 : 404).end(request.method === 'PUT' ? JSON.stringify(answer) : bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const firstKey = async (node: Node, epoch: number) =>
  ((await node.get(`/v1/chain/epochs/${epoch}/network-keys`)).keys as Record<string, unknown>[])[0];

test('under version 3 key material and outputs come from the chain, each once and counted', async () => {
  const chain = await chainOf(3);
  const one = await node(chain, 0);
  await until(async () => (await one.get('/v1/chain')).protocolVersion === 3, { what: 'the chain' });
  chain.time.ms += EPOCH_MS / 2;
  await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
  const final = await one.get('/v1/chain/epochs/1/next-committee-keys?wait=final');
  expect(final).toMatchObject({
    outcome: 'complete',
    final: true,
    members: [0, 1, 2, 3].map((index) => ({
      name: chain.devchain.validators[index]?.name,
      digest: blobDigest(mpcData(index)),
    })),
  });
  expect(one.stored.size).toBe(4);

  const output = Buffer.alloc(150_000, 9);
  await chain.runEpoch(output);
  await until(async () => (await firstKey(one, 2))?.complete === true, { what: 'the outputs of the key' });
  const digest = blobDigest(output);
  expect(await firstKey(one, 2)).toMatchObject({ dkgOutput: digest, reconfigurationOutput: digest });
  expect(one.stored.get(digest)?.equals(output)).toBe(true);
  const counts = await chainQueries.chainReadCounts(one.database.db);
  expect(counts.validator_mpc_data).toBeGreaterThanOrEqual(4);
  expect(counts.network_key_dkg_output).toBeGreaterThanOrEqual(1);
  // Nothing changes, so nothing is read again, however often there is a turn.
  await until(async () => (await one.send('DELETE', strandedPath(chain, 2))) === 200, { what: 'a turn' });
  const later = await chainQueries.chainReadCounts(one.database.db);
  expect(later.network_key_dkg_output).toBe(counts.network_key_dkg_output);
});

test('under version 4 nothing is read, until a key is stranded', async () => {
  const chain = await chainOf(4);
  const output = Buffer.alloc(20_000, 5);
  await chain.runEpoch(output);
  const one = await node(chain, 0);
  await until(async () => (await firstKey(one, 2)) !== undefined, { what: 'the key' });
  expect(await firstKey(one, 2)).toMatchObject({ dkgOutput: null, complete: false });
  expect(Object.values(await chainQueries.chainReadCounts(one.database.db))).toEqual([0, 0, 0]);

  expect(await one.send('PUT', strandedPath(chain, 1))).toBe(404);
  expect(await one.send('PUT', strandedPath(chain, 2))).toBe(200);
  await until(async () => (await firstKey(one, 2))?.complete === true, { what: 'the recovered key' });
  expect(await firstKey(one, 2)).toMatchObject({ reconfigurationOutput: blobDigest(output) });
  expect(one.stored.get(blobDigest(output))?.equals(output)).toBe(true);
  expect(await chainQueries.chainReadCounts(one.database.db)).toMatchObject({ network_key_dkg_output: 1 });

  expect(await one.send('DELETE', strandedPath(chain, 2))).toBe(200);
  await until(async () => (await firstKey(one, 2))?.complete === false, { what: 'the end of the recovery' });
});

test('what version 3 shows of earlier epochs is filed, and what the present one makes is not', async () => {
  const chain = await chainOf(3);
  const testDatabase = await createDatabase();
  const output = Buffer.alloc(20_000, 5);
  await chain.runEpoch(output);
  const one = await node(chain, 0, { database: testDatabase, realStore: true });
  const filed = [
    { epoch: 1, keyId: chain.devchain.networkKeyIds[0], output: 'dkg', digest: blobDigest(output) },
    { epoch: 1, keyId: chain.devchain.networkKeyIds[0], output: 'reconfiguration', digest: blobDigest(output) },
  ];
  await until(async () => (await firstKey(one, 2))?.complete === true, { what: 'the outputs of the key' });
  expect(await blobsQueries.storedOutputs(one.database.db)).toMatchObject(filed);

  const present = Buffer.alloc(20_000, 6);
  const keyIds = chain.devchain.networkKeyIds.map(objectId);
  chain.time.ms += EPOCH_MS / 2;
  await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
  await chain.submit({ kind: 'request_network_key_reconfiguration', keyIds });
  const outputs = keyIds.map((keyId) => networkOutput('respond_network_reconfiguration_output', keyId, present));
  await chain.checkpoint('dwallet', outputs);
  await until(async () => (await firstKey(one, 2))?.reconfigurationOutput === blobDigest(present), {
    what: 'the output of the present epoch',
  });
  expect(await blobsQueries.storedOutputs(one.database.db)).toMatchObject(filed);
});

test("what the first epoch of version 4 reads is filed as the node's own, and never over it", async () => {
  const chain = await chainOf(4);
  const testDatabase = await createDatabase();
  await sawVersion3(chain, testDatabase);
  const output = Buffer.alloc(20_000, 5);
  await chain.runEpoch(output);
  const one = await node(chain, 0, { database: testDatabase, realStore: true });
  await until(async () => (await firstKey(one, 2))?.complete === true, { what: 'the outputs of the key' });
  const digest = blobDigest(output);
  const keyId = chain.devchain.networkKeyIds[0];
  const filed = [
    { epoch: 1, keyId, output: 'dkg', digest },
    { epoch: 1, keyId, output: 'reconfiguration', digest },
  ];
  await until(async () => (await blobsQueries.storedOutputs(one.database.db)).length === filed.length, {
    what: 'rows',
  });
  expect(await blobsQueries.storedOutputs(one.database.db)).toMatchObject(filed);
  expect(await firstKey(one, 2)).toMatchObject({ dkgOutput: digest, reconfigurationOutput: digest });
  expect(await chainQueries.chainReadCounts(one.database.db)).toMatchObject({ network_key_dkg_output: 1 });

  const slot = `/v1/blobs/network-key-outputs/1/${keyId}/dkg?source=chain`;
  expect(await one.send('PUT', slot, Buffer.alloc(8, 1))).toBe(409);
  expect(await blobsQueries.storedOutputs(one.database.db)).toMatchObject(filed);
});

test('two members watch one chain, and each step is sent once', async () => {
  const chain = await chainOf(4);
  const nodes = [await node(chain, 0), await node(chain, 1)];
  for (const one of nodes) await until(async () => (await one.get('/v1/chain')).epoch === 1, { what: 'the chain' });
  const before = chain.devchain.chain.checkpoint;
  chain.time.ms += EPOCH_MS / 2;
  await until(async () => (await chain.read()).nextCommittee !== null, { what: 'the next committee' });
  for (const one of nodes) {
    await until(async () => (await chainQueries.epochView(one.database.db, 1))?.nextCommittee !== null, {
      what: 'the news',
    });
  }
  expect(chain.devchain.chain.checkpoint).toBe(before + 1n);
});

const strandedPath = (chain: ChainFixture, epoch: number) =>
  `/v1/chain/epochs/${epoch}/network-keys/${chain.devchain.networkKeyIds[0]}/stranded`;
