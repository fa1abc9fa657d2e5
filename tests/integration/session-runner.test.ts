import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake2b256, blobDigest, fromHex } from '@baton/protocol';
import { type Database, openDatabase, sessionsQueries } from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { service as sessionRunner } from '@baton/session-runner';
import { createDatabase, type TestPostgres, temporaryFolder, testServers, until } from '@baton/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type EngineNode, startEngineNode } from './producer/engine-node.ts';

const EPOCH = 3;
const KEY = `0x${'ab'.repeat(32)}`;
const FROZEN = [{ name: '1'.repeat(96), digest: '2'.repeat(64) }];

let postgres: TestPostgres;
let database: Database;
let databaseUrl: string;
let node: EngineNode;
let host: RunningHost;
let cleanup: (() => Promise<unknown> | unknown)[] = [];

beforeAll(async () => {
  postgres = await testServers().startPostgres({ fsync: false });
});
afterAll(() => postgres.close());
beforeEach(async () => {
  const store = await createDatabase(postgres);
  databaseUrl = store.url;
  database = openDatabase(databaseUrl);
  node = await startEngineNode();
  cleanup = [() => store.close(), () => database.close(), () => node.close(), () => host.close()];
});
afterEach(async () => {
  for (const step of cleanup.reverse()) await step();
});

async function start(more: Record<string, unknown> = {}): Promise<void> {
  host = await hostServices([sessionRunner as never], {
    network: 'sessions-test',
    databaseUrl,
    engineUrl: node.url,
    logLevel: 'silent',
    ...more,
  });
}

const state = async () => (await sessionsQueries.networkKeySessions(database.db, EPOCH)).map((row) => row.state);
const registered = (count: number) => until(() => node.registered.length >= count, { what: `${count} outputs` });

it('runs DKG after the freeze, reconfiguration once the next committee is final, each once', async () => {
  await start();
  node.keys = [{ keyId: KEY, state: 'awaiting_network_dkg' }];
  node.epoch = EPOCH;
  node.frozen = FROZEN;
  await registered(1);
  expect(node.registered[0]).toMatchObject({ query: { epoch: `${EPOCH}`, keyId: KEY, output: 'dkg' } });
  expect(node.registered[0]?.bytes).toHaveLength(36 * 1024);
  node.keys = [{ keyId: KEY, state: 'awaiting_network_reconfiguration' }];
  node.nextCommitteeKeysFinal = true;
  node.effective = FROZEN;
  await registered(2);
  await until(async () => (await state()).every((one) => one === 'registered'), { what: 'both done' });
  const told = (await (await fetch(`${host.internalUrl}/v1/sessions`)).json()) as { networkKeySessions: unknown[] };
  expect(told).toMatchObject({ epoch: EPOCH, networkKeySessions: [{ output: 'dkg' }, { output: 'reconfiguration' }] });
  expect(node.registered.map((one) => one.query.output)).toEqual(['dkg', 'reconfiguration']);
  const epochs = await (await fetch(`${host.internalUrl}/v1/sessions/epochs`)).json();
  expect(epochs).toMatchObject({ items: [{ epoch: EPOCH, registered: 2, running: 0, failed: 0 }], next: null });
});

it('reconfigures with those of the frozen set that sit in either committee, and lacks nobody else', async () => {
  const outsider = { name: '7'.repeat(96), digest: '8'.repeat(64) };
  node.frozen = [...FROZEN, outsider];
  node.notHeld.add(outsider.digest);
  node.nextCommitteeKeysFinal = true;
  const dkg = { keyId: `0x${'cd'.repeat(32)}`, state: 'awaiting_network_dkg' };
  node.keys = [{ keyId: KEY, state: 'awaiting_network_reconfiguration' }, dkg];
  node.epoch = EPOCH;
  await start();
  const told = async () =>
    (await (await fetch(`${host.internalUrl}/v1/sessions`)).json()) as { waiting: { for: string } | null };
  await until(async () => (await told()).waiting?.for === 'blobs_of_frozen_members', { what: 'the wait for the DKG' });
  expect(node.registered).toEqual([]);
  node.effective = FROZEN;
  await registered(1);
  expect(node.registered[0]?.query).toMatchObject({ output: 'reconfiguration', keyId: KEY });
  node.notHeld.clear();
  await registered(2);
  expect(node.registered[1]?.query).toMatchObject({ output: 'dkg', keyId: dkg.keyId });
  await host.close();
  await database.sql`delete from sessions.network_key_session`;
  node.frozen = FROZEN;
  await start();
  await registered(4);
  const again = (output: string) => node.registered.slice(2).find(({ query }) => query.output === output)?.bytes;
  expect(again('reconfiguration')).toEqual(node.registered[0]?.bytes);
  expect(again('dkg')).not.toEqual(node.registered[1]?.bytes);
});

it('says what a session waits for', async () => {
  node.keys = [{ keyId: KEY, state: 'awaiting_network_reconfiguration' }];
  node.epoch = EPOCH;
  node.frozen = FROZEN;
  await start();
  const told = async () =>
    (await (await fetch(`${host.internalUrl}/v1/sessions`)).json()) as { waiting: { for: string } | null };
  await until(async () => (await told()).waiting?.for === 'next_committee_keys', { what: 'the wait for the keys' });
  const { services } = (await (await fetch(`${host.internalUrl}/status`)).json()) as { services: object };
  expect(services).toMatchObject({
    'session-runner': { status: { state: 'waiting', waitingFor: 'next_committee_keys', since: expect.any(String) } },
  });
  node.nextCommitteeKeysFinal = true;
  node.effective = FROZEN;
  await until(async () => (await told()).waiting === null, { what: 'the wait to end' });
  await registered(1);
});

it('makes the same bytes again after an interruption, and registers nothing that it has registered', async () => {
  node.keys = [{ keyId: KEY, state: 'awaiting_network_dkg' }];
  node.epoch = EPOCH;
  node.frozen = FROZEN;
  node.refusals = Array.from({ length: 1_000 }, () => ({ status: 503, code: 'BLOB_SERVICE_UNAVAILABLE' }));
  await start();
  await until(async () => (await state())[0] === 'running', { what: 'a session under way' });
  await host.close();
  node.refusals = [];
  await start();
  await registered(1);
  const first = node.registered[0]?.bytes;
  await until(async () => (await state())[0] === 'registered', { what: 'the session' });
  await host.close();
  await database.sql`delete from sessions.network_key_session`;
  await start();
  await registered(2);
  expect(node.registered[1]?.bytes).toEqual(first);
});

it('gives up a session whose slot holds another output', async () => {
  node.keys = [{ keyId: KEY, state: 'awaiting_network_dkg' }];
  node.epoch = EPOCH;
  node.frozen = FROZEN;
  node.refusals = [{ status: 409, code: 'NETWORK_KEY_OUTPUT_CONFLICT' }];
  await start();
  await until(async () => (await state())[0] === 'failed', { what: 'the verdict' });
  const [row] = await sessionsQueries.networkKeySessions(database.db, EPOCH);
  expect(row?.lastError).toBe('NETWORK_KEY_OUTPUT_CONFLICT');
});

it('takes outputs from the operator`s files', async () => {
  const folder = temporaryFolder('outputs');
  cleanup.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'dkg'), 'real bytes');
  node.keys = [{ keyId: KEY, state: 'awaiting_network_dkg' }];
  node.epoch = EPOCH;
  node.frozen = FROZEN;
  await start({ networkKeyOutputFile: join(folder, 'dkg') });
  await until(async () => (await state())[0] === 'registered', { what: 'the session' });
  const [row] = await sessionsQueries.networkKeySessions(database.db, EPOCH);
  expect(row?.outputDigest).toBe(blobDigest(Buffer.from('real bytes')));
});

it('tells the node of a stranded key, over an outage, and takes it back once the key is instantiated', async () => {
  const bytes = Uint8Array.from(Buffer.from('an output that the chain has and this node does not'));
  const key = { keyId: KEY, state: 'network_dkg_completed', currentEpoch: EPOCH };
  node.keys = [key];
  node.certified = [];
  node.epoch = EPOCH;
  node.strandedOutages = 2;
  await start();
  const path = `/v1/chain/epochs/${EPOCH}/network-keys/${KEY}/stranded`;
  await until(() => node.stranded.length >= 1, { what: 'the mark' });
  expect(node.stranded).toEqual([`PUT ${path}`]);
  node.blobs.set(blobDigest(bytes), bytes);
  node.keys = [{ ...key, dkgOutput: blobDigest(bytes) }];
  await until(() => node.stranded.length >= 2, { what: 'its end' });
  expect(node.stranded).toEqual([`PUT ${path}`, `DELETE ${path}`]);
});

it('sends results within the target, holds what is beyond it, and goes on as the target grows', async () => {
  node.epoch = EPOCH;
  // Rejections need no network key, so the ids are of inadmissible requests.
  const ids = inadmissible(3);
  const open = ids.map((sessionId, index) => ({ sequenceNumber: index + 1, sessionId }));
  node.userSessions = { epoch: EPOCH, version: 'a', target: 2, nextSequenceNumber: 4, open };
  await start();
  const sent = () => node.results.flatMap(({ outputs }) => outputs.map(({ sequenceNumber }) => sequenceNumber));
  await until(() => sent().length >= 2, { what: 'results within the target' });
  const told = (await (await fetch(`${host.internalUrl}/v1/sessions`)).json()) as { userSessions: unknown };
  expect(told.userSessions).toMatchObject({ target: 2, phases: { held: 1 } });
  expect(sent()).toEqual([1, 2]);
  const page = async (query: string) => (await fetch(`${host.internalUrl}/v1/sessions/user-sessions${query}`)).json();
  const first = (await page('?limit=2')) as { items: unknown[]; next: string };
  expect(first.items).toMatchObject([{ sequenceNumber: 1, kind: 'inadmissible' }, { sequenceNumber: 2 }]);
  expect(await page(`?cursor=${first.next}`)).toMatchObject({
    items: [{ sequenceNumber: 3, phase: 'held' }],
    next: null,
  });
  expect(await page('?cursor=x')).toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
  node.userSessions = { epoch: EPOCH, version: 'b', target: 3, nextSequenceNumber: 4, open: open.slice(2) };
  await until(() => sent().length >= 3, { what: 'the held one' });
  expect(sent()).toEqual([1, 2, 3]);
  expect(node.results.every(({ epoch, outputs }) => epoch === EPOCH && outputs.every((one) => one.rejected))).toBe(
    true,
  );
});

function inadmissible(count: number): string[] {
  const ids: string[] = [];
  for (let n = 1; ids.length < count; n++) {
    const id = `0x${n.toString(16).padStart(64, '0')}`;
    const [byte = 255] = fromHex(blake2b256(Buffer.from('baton-request-kind'), Buffer.from(id)));
    if (byte < 8) ids.push(id);
  }
  return ids;
}
