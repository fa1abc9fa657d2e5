import { join } from 'node:path';
import { type RunningDevchain, startDevchain } from '@baton/devchain';
import { testGenesis } from '@baton/devchain/testing';
import { generateKeys, saveKeys } from '@baton/keys';
import { type AuthorityName, type Digest, digest, objectId } from '@baton/protocol';
import {
  blobsTables,
  chainQueries,
  type Database,
  freezeTables,
  handoffTables,
  notify,
  openDatabase,
} from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { service } from '@baton/sui-syncer';
import { createDatabase, type TestDatabase, temporaryFolder, until } from '@baton/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const EPOCH_MS = 1_500;
/** From the close in the read model to the next epoch in it. */
const TURNOVER_MS_MAX = 1_500;

const keys = generateKeys(new Uint8Array(32).fill(1));
const digestOf = (value: number): Digest => digest(value.toString(16).padStart(64, '0'));

let devchain: RunningDevchain;
let testDatabase: TestDatabase;
let database: Database;
let host: RunningHost;

beforeAll(async () => {
  const keysDir = join(temporaryFolder('syncer'), 'keys');
  await saveKeys(keysDir, keys);
  testDatabase = await createDatabase();
  database = openDatabase(testDatabase.url);
  devchain = await startDevchain({ genesis: testGenesis(keys.account.address, { epochDurationMs: EPOCH_MS }) });
  host = await hostServices([service], {
    network: 'test',
    databaseUrl: testDatabase.url,
    suiUrl: devchain.url,
    systemObjectId: devchain.systemObjectId,
    coordinatorObjectId: devchain.coordinatorObjectId,
    stewardPackageId: devchain.stewardPackageId,
    keysDir,
    submitter: true,
    logLevel: 'warn',
  });
});

afterAll(async () => {
  await host?.close();
  await devchain?.close();
  await database?.close();
  await testDatabase?.close();
});

const members = (): AuthorityName[] => devchain.validators.map(({ name }) => name as AuthorityName);
const keyId = () => objectId(devchain.networkKeyIds[0]!);
const get = async (path: string) => {
  const response = await fetch(new URL(path, host.internalUrl));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

async function agree(epoch: number, output: 'dkg' | 'reconfiguration', value: Digest): Promise<void> {
  const { db } = database;
  await db
    .insert(handoffTables.networkKeyOutput)
    .values({ epoch, keyId: keyId(), output, digest: value, round: 1, stake: 3 });
  await db.insert(blobsTables.networkKeyOutput).values({ epoch, keyId: keyId(), output, digest: value });
  await holdBlobs([value]);
  await notify(db, 'handoff', { epoch, tables: ['network_key_output'] });
}

async function holdBlobs(digests: readonly Digest[]): Promise<void> {
  const row = { size: 1, structurallyValid: true, origin: 'own' as const, storedAt: 1 };
  await database.db.insert(blobsTables.blob).values(digests.map((one) => ({ ...row, digest: one })));
  await notify(database.db, 'blobs', { tables: ['blob'] });
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
  await agree(1, 'dkg', digestOf(101));
  await until(async () => (await keyState(1)) === 'awaiting_network_reconfiguration', { what: 'the DKG on the chain' });
  await agree(1, 'reconfiguration', digestOf(102));
  await until(async () => (await keyState(1)) === 'network_reconfiguration_completed', {
    what: 'the reconfiguration on the chain',
  });
  expect((await get('/v1/chain/epochs/1/network-keys')).body).toMatchObject({
    keys: [{ keyId: keyId(), dkgOutput: digestOf(101), reconfigurationOutput: digestOf(102), complete: true }],
  });

  await until(async () => (await chainQueries.epochView(db, 1))?.endOfPublishReady === true, {
    what: 'end of publish',
  });
  expect((await get('/v1/chain')).body).toMatchObject({ endOfPublishBlockers: [], hold: 'not_closed', epoch: 1 });

  const closedAt = performance.now();
  await db
    .insert(handoffTables.closeStatus)
    .values({ epoch: 1, voters: 4, voteStake: 4, quorumRound: 1, closeRound: 2, reason: 'certificate' });
  await notify(db, 'handoff', { epoch: 1, tables: ['close_status'] });
  await until(async () => (await chainQueries.epochView(db, 2)) !== undefined, { what: 'epoch 2' });
  expect(performance.now() - closedAt).toBeLessThan(TURNOVER_MS_MAX);
  expect(await chainQueries.epochView(db, 2)).toMatchObject({ nextCommittee: null, lockedSessions: false });
  expect(Object.values(await chainQueries.chainReadCounts(db))).toEqual([0, 0, 0]);
  // The reconfiguration of the last epoch stays in use until this epoch's is there.
  expect((await get('/v1/chain/epochs/2/network-keys')).body).toMatchObject({
    keys: [{ currentEpoch: 2, reconfigurationOutput: digestOf(102) }],
  });
  await until(async () => (await keyState(2)) === 'awaiting_network_reconfiguration', {
    what: 'the next reconfiguration request',
  });
});

test('a chain that goes away and comes back is waited for', async () => {
  const port = Number(new URL(devchain.url).port);
  const genesis = testGenesis(keys.account.address, { epochDurationMs: EPOCH_MS });
  await devchain.close();
  await until(async () => (await get('/readyz')).status === 503, { what: 'the outage' });
  devchain = await startDevchain({ genesis, port });
  // A chain anew is older than what was seen: refused until it is not, never taken for the truth.
  expect((await get('/v1/chain')).body).toMatchObject({ epoch: 2, outage: { code: expect.any(String) } });
});
