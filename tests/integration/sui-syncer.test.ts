import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type RunningDevchain, startDevchain } from '@baton/devchain';
import { signContents, testGenesis } from '@baton/devchain/testing';
import { generateKeys, saveKeys } from '@baton/keys';
import {
  type AuthorityName,
  blobDigest,
  buildCheckpointContents,
  type CheckpointItem,
  type CheckpointKind,
  type Digest,
  digest,
  objectId,
} from '@baton/protocol';
import {
  blobsTables,
  chainQueries,
  chainWriters,
  type Database,
  freezeTables,
  handoffTables,
  notify,
  openDatabase,
} from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { service } from '@baton/sui-syncer';
import { createDatabase, freePort, type TestDatabase, temporaryFolder, until } from '@baton/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const EPOCH_MS = 1_500;
/** From the closing checkpoints' quorum in the read model to the next epoch in it. */
const TURNOVER_MS_MAX = 1_000;

const keys = generateKeys(new Uint8Array(32).fill(1));
const digestOf = (value: number): Digest => digest(value.toString(16).padStart(64, '0'));
const genesis = () => testGenesis({ funded: [keys.account.address], epochDurationMs: EPOCH_MS });

let devchain: RunningDevchain;
let testDatabase: TestDatabase;
let database: Database;
let host: RunningHost;
let configuration: Record<string, unknown>;
/** Stands for the local blob-service. */
const stored = new Map<string, Buffer>();
const blobServer = createServer((request, response) => {
  const bytes = stored.get(request.url?.split('/').at(-1) ?? '');
  response.writeHead(bytes ? 200 : 404).end(bytes);
});

beforeAll(async () => {
  blobServer.listen(0, '127.0.0.1');
  await once(blobServer, 'listening');
  const keysDir = join(temporaryFolder('syncer'), 'keys');
  await saveKeys(keysDir, keys);
  testDatabase = await createDatabase();
  database = openDatabase(testDatabase.url);
  devchain = await startDevchain({ genesis: genesis() });
  configuration = {
    network: 'test',
    databaseUrl: testDatabase.url,
    suiUrl: devchain.url,
    systemObjectId: devchain.systemObjectId,
    coordinatorObjectId: devchain.coordinatorObjectId,
    // The place of another member whose turn comes first: this one has to step in.
    authority: devchain.validators[1]?.name,
    submitStaggerMs: 20,
    blobServiceUrl: `http://127.0.0.1:${(blobServer.address() as AddressInfo).port}`,
    keysDir,
    logLevel: 'warn',
  };
  host = await hostServices([service], configuration);
});

afterAll(async () => {
  await host?.close();
  await devchain?.close();
  await database?.close();
  await testDatabase?.close();
  blobServer.close();
});

const members = (): AuthorityName[] => devchain.validators.map(({ name }) => name as AuthorityName);
const keyId = () => objectId(devchain.networkKeyIds[0]!);
const get = async (path: string) => {
  const response = await fetch(new URL(path, host.internalUrl));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

/** The log decided this checkpoint, and these test validators signed it; `forged` ones not with their key. */
async function decide(
  kind: CheckpointKind,
  sequenceNumber: number,
  items: CheckpointItem[],
  { epoch = 1, signers = [0, 1, 2], forged = [] as number[] } = {},
): Promise<void> {
  const { db } = database;
  const held = (wanted: Digest) => stored.get(wanted) ?? null;
  const built = buildCheckpointContents({ epoch, kind, sequenceNumber, items }, held);
  if (built.outcome !== 'built') throw new Error('the blobs are not there');
  const { contents, contentsDigest } = built;
  const at = { epoch, kind, sequenceNumber };
  await db
    .insert(handoffTables.checkpoint)
    .values({ ...at, items, round: 1 })
    .onConflictDoNothing();
  const signature = (validator: number) =>
    signContents(kind, epoch, forged.includes(validator) ? Uint8Array.of(1) : contents, validator);
  await db
    .insert(handoffTables.checkpointSignature)
    .values(
      signers.map((validator) => ({
        ...at,
        authority: members()[validator]!,
        contentsDigest,
        signature: signature(validator),
        round: 2,
      })),
    )
    .onConflictDoNothing();
  const tally = { stake: signers.length, signers: signers.length };
  await db
    .insert(handoffTables.checkpointTally)
    .values({ ...at, contentsDigest, certifiedRound: 2, ...tally })
    .onConflictDoUpdate({
      target: [
        handoffTables.checkpointTally.epoch,
        handoffTables.checkpointTally.kind,
        handoffTables.checkpointTally.sequenceNumber,
        handoffTables.checkpointTally.contentsDigest,
      ],
      set: tally,
    });
  await notify(db, 'handoff', { epoch, tables: ['checkpoint_tally'] });
}

/** The output's bytes are held here, and the log decided to tell the chain. */
async function output(kind: 'dkg' | 'reconfiguration', size: number): Promise<CheckpointItem> {
  const bytes = Buffer.alloc(size, kind);
  const value = blobDigest(bytes);
  stored.set(value, bytes);
  const { db } = database;
  await db.insert(blobsTables.networkKeyOutput).values({ epoch: 1, keyId: keyId(), output: kind, digest: value });
  await holdBlobs([value]);
  return { type: 'network_key_output', keyId: keyId(), output: kind, digest: value };
}

async function holdBlobs(digests: readonly Digest[]): Promise<void> {
  const row = { size: 1, structurallyValid: true, origin: 'own' as const, storedAt: 1 };
  await database.db.insert(blobsTables.blob).values(digests.map((one) => ({ ...row, digest: one })));
  await notify(database.db, 'blobs', { tables: ['blob'] });
}

async function writerLag(): Promise<number> {
  const text = await (await fetch(new URL('/metrics', host.internalUrl))).text();
  return Number(/^ika_sui_connector_chain_dwallet_checkpoint_writer_lag (\S+)$/m.exec(text)?.[1]);
}

const keyState = async (epoch: number) => (await chainQueries.networkKeys(database.db, epoch))[0]?.state;

test('an epoch on the chain, from its start to the next, driven by the read models', async () => {
  const { db } = database;
  await until(async () => (await chainQueries.epochView(db, 1)) !== undefined, { what: 'epoch 1' });
  expect(await get('/v1/chain/epochs/1/committee')).toMatchObject({
    status: 200,
    body: { network: 'test', epoch: 1, quorumThreshold: 3, validityThreshold: 2 },
  });
  expect((await get('/v1/chain/epochs/9/committee')).body).toMatchObject({ code: 'CHAIN_EPOCH_UNKNOWN' });

  await until(async () => (await chainQueries.epochView(db, 1))?.nextCommittee !== null, {
    what: 'the next committee',
  });
  expect((await get('/v1/chain/epochs/2/committee')).body).toMatchObject({ epoch: 2 });
  const listed = (await get('/v1/chain/epochs')).body as { items: Record<string, unknown>[] };
  expect(listed.items).toMatchObject([{ epoch: 1, quorumThreshold: 3, joining: [], leaving: [], networkKeys: 1 }]);
  expect((await get('/v1/chain/epochs?limit=0')).body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  expect((await get('/status')).body).toMatchObject({
    services: { 'sui-syncer': { status: { state: 'working', waitingFor: null, since: expect.any(String) } } },
  });
  expect((await get('/v1/chain/epochs/1/next-committee-keys')).body).toMatchObject({ final: false });

  const blobs = members().map((_, index) => digestOf(index + 1));
  const announcement = { epoch: 1, streamEpoch: 1, timestampMs: 1, relayed: false, round: 1, sequence: 1 };
  await db
    .insert(freezeTables.announcement)
    .values(members().map((validator, index) => ({ ...announcement, validator, blobHash: blobs[index]! })));
  await notify(db, 'freeze', { epoch: 1, tables: ['announcement'] });
  await until(async () => (await chainQueries.assembly(db, 1))?.reason === 'blob_missing_or_invalid', {
    what: 'the announced digests',
  });
  await holdBlobs(blobs);
  await until(async () => (await chainQueries.assembly(db, 1))?.outcome === 'complete', { what: 'the blobs' });
  const final = get('/v1/chain/epochs/1/next-committee-keys?wait=final');
  await db
    .insert(freezeTables.frozen)
    .values(
      members().map((name, index) => ({ epoch: 1, name, digest: blobs[index]!, source: 'quorum' as const, stake: 3 })),
    );
  await notify(db, 'freeze', { epoch: 1, tables: ['frozen'] });
  expect((await final).body).toMatchObject({
    outcome: 'complete',
    final: true,
    members: members().map((name, index) => ({ name, digest: blobs[index] })),
  });

  expect(await keyState(1)).toBe('awaiting_network_dkg');
  const dkg = await output('dkg', 40_000);
  await decide('dwallet', 1, [dkg], { signers: [0, 1, 2], forged: [1] });
  await until(async () => (await get('/v1/chain')).body.hold === 'signatures_invalid', {
    what: 'the forged signature',
  });
  expect(await keyState(1)).toBe('awaiting_network_dkg');
  await until(async () => (await writerLag()) === 1, { what: 'the gauge of the checkpoint that waits' });
  await decide('dwallet', 1, [dkg], { signers: [0, 1, 2, 3], forged: [1] });
  await until(async () => (await keyState(1)) === 'awaiting_network_reconfiguration', { what: 'the DKG on the chain' });
  const reconfiguration = await output('reconfiguration', 10);
  await decide('dwallet', 2, [reconfiguration]);
  await until(async () => (await keyState(1)) === 'network_reconfiguration_completed', {
    what: 'the reconfiguration on the chain',
  });
  await until(async () => (await writerLag()) === 0, { what: 'the gauge of written checkpoints' });
  expect((await get('/v1/chain/epochs/1/network-keys')).body).toMatchObject({
    keys: [{ keyId: keyId(), complete: true }],
  });

  await until(async () => (await chainQueries.epochView(db, 1))?.endOfPublishReady === true, {
    what: 'end of publish',
  });
  expect((await get('/v1/chain')).body).toMatchObject({
    endOfPublishBlockers: [],
    hold: 'not_closed',
    epoch: 1,
    submitter: true,
    lastCheckpoint: { system: 0, coordinator: 2 },
  });

  await db
    .insert(handoffTables.closeStatus)
    .values({ epoch: 1, voters: 4, voteStake: 4, quorumRound: 1, closeRound: 2, reason: 'certificate' });
  const closedAt = performance.now();
  await decide('dwallet', 3, [{ type: 'end_of_publish' }]);
  await decide('system', 1, [{ type: 'end_of_publish' }]);
  await until(async () => (await chainQueries.epochView(db, 2)) !== undefined, { what: 'epoch 2' });
  expect(performance.now() - closedAt).toBeLessThan(TURNOVER_MS_MAX);
  expect(await chainQueries.epochView(db, 2)).toMatchObject({
    nextCommittee: null,
    lockedSessions: false,
    previousCommittee: { epoch: 1 },
  });
  expect(Object.values(await chainQueries.chainReadCounts(db))).toEqual([0, 0, 0]);
  // The reconfiguration of the last epoch stays in use until this epoch's is there.
  expect((await get('/v1/chain/epochs/2/network-keys')).body).toMatchObject({
    keys: [
      {
        currentEpoch: 2,
        reconfigurationOutput: reconfiguration.type === 'network_key_output' && reconfiguration.digest,
      },
    ],
  });
  await until(async () => (await keyState(2)) === 'awaiting_network_reconfiguration', {
    what: 'the next reconfiguration request',
  });
});

test('a chain that goes away and comes back is waited for', async () => {
  const port = Number(new URL(devchain.url).port);
  await devchain.close();
  await until(async () => (await get('/readyz')).status === 503, { what: 'the outage' });
  devchain = await startDevchain({ genesis: genesis(), port });
  // A chain anew is older than what was seen: refused until it is not, never taken for the truth.
  expect((await get('/v1/chain')).body).toMatchObject({ epoch: 2, outage: { code: expect.any(String) } });
});

/** The gauges of what is known without the chain, as scraped at this moment. */
async function restorable(): Promise<string[]> {
  const text = await (await fetch(new URL('/metrics', host.internalUrl))).text();
  const names = 'last_success_timestamp_seconds|incomplete|missing|wedged';
  const gauges = new RegExp(
    `^(baton_chain_epoch|ika_off_chain_assembly_(${names})|ika_sui_client_chain_blob_reads)[ {].*$`,
    'gm',
  );
  return text.match(gauges) ?? [];
}

test('a restart without the chain shows what is known of it at the first scrape', async () => {
  await until(async () => (await chainQueries.latestAssembly(database.db))?.epoch === 2, { what: 'the next assembly' });
  await until(async () => (await restorable()).includes('ika_off_chain_assembly_incomplete 1'), { what: 'its gauges' });
  const before = await restorable();
  expect(before).toContain('baton_chain_epoch 2');
  expect(before).toContain('ika_off_chain_assembly_missing{reason="announcement"} 4');
  expect(before.join('\n')).toMatch(/^ika_off_chain_assembly_last_success_timestamp_seconds [1-9]/m);
  await host.close();
  await chainWriters.addChainReads(database.db, 'validator_mpc_data', 3);
  host = await hostServices([service], { ...configuration, suiUrl: `http://127.0.0.1:${await freePort()}` });
  expect(await restorable()).toEqual(
    before.map((line) => line.replace(/(chain_blob_reads\{method="validator_mpc_data"\}) 0/, '$1 3')),
  );
  const since = (await chainQueries.latestAssembly(database.db))?.incompleteSince;
  expect(since).toBeGreaterThan(0);
  expect(await (await fetch(new URL('/metrics', host.internalUrl))).text()).toMatch(
    /^ika_off_chain_assembly_incomplete_duration_seconds (?!0$)/m,
  );
});
