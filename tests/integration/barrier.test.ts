import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { service as barrier } from '@baton/barrier';
import { service as blobService } from '@baton/blob-service';
import { generateKeys } from '@baton/keys';
import {
  attestationDigest,
  blobDigest,
  type CertifiedHandoffAttestation,
  type CommitteeSnapshot,
  chainThresholds,
  encodeCertificate,
  hashNextCommittee,
  objectId,
  signHandoffAttestation,
  toHex,
} from '@baton/protocol';
import {
  type AnchorRow,
  barrierQueries,
  barrierWriters,
  chainWriters,
  type Database,
  type EpochView,
  handoffTables,
  migrateSchema,
  openDatabase,
} from '@baton/read-model';
import { EXIT, explainFailure, hostServices, type RunningHost } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';
import { createDatabase, freePort, type TestDatabase, temporaryFolder, until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const validators = [1, 2, 3, 4].map((byte) => generateKeys(new Uint8Array(32).fill(byte)));
const names = validators.map((keys) => keys.protocol.name);
const keyId = objectId(`0x${'11'.repeat(32)}`);
const dkg = new TextEncoder().encode('output of the DKG');
const reconfiguration = new TextEncoder().encode('output of the reconfiguration');
const logger = createLogger({ name: 'test', level: 'silent' });

function committee(epoch: number): CommitteeSnapshot {
  const members = validators.map(({ protocol, consensus }) => ({
    name: protocol.name,
    stake: 1,
    consensusKey: consensus.publicKey,
  }));
  return { epoch, members, ...chainThresholds(members.length) };
}

function certificate(signers: number): CertifiedHandoffAttestation {
  const attestation = {
    epoch: 1,
    nextCommitteeHash: hashNextCommittee(names),
    items: [
      { key: { type: 'network_dkg_output' as const, keyId }, digest: blobDigest(dkg) },
      { key: { type: 'network_reconfiguration_output' as const, keyId }, digest: blobDigest(reconfiguration) },
    ],
  };
  const signatures = validators.slice(0, signers).map(({ protocol, consensus }) => {
    const { signer, signature } = signHandoffAttestation(attestation, protocol.name, consensus.sign);
    return { signer, signature };
  });
  return { attestation, signatures };
}

describe('the barrier of a node', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let host: RunningHost | undefined;
  const peers: Server[] = [];
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    testDatabase = await createDatabase();
    database = openDatabase(testDatabase.url);
    for (const schema of ['chain', 'handoff', 'blobs', 'barrier', 'freeze'] as const) {
      await migrateSchema(database.sql, schema);
    }
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
    for (const peer of peers.splice(0)) peer.close();
    await database.close();
    await testDatabase.close();
    for (const step of cleanUp.splice(0)) await step();
  });

  async function start(): Promise<RunningHost> {
    const dataDir = temporaryFolder('barrier');
    cleanUp.push(() => rm(dataDir, { recursive: true }));
    host = await hostServices(
      [blobService, barrier],
      {
        databaseUrl: testDatabase.url,
        dataDir,
        authority: names[0],
        internalPort: await freePort(),
        barrierRetryMs: 50,
        barrierAttemptsMax: 1,
      },
      { logger, env: {} },
    );
    return host;
  }

  /** The chain shows the epoch; the other three members serve at `urls`. */
  const see = async (...given: Parameters<typeof viewOf>): Promise<void> => {
    await chainWriters.writeEpochView(database.db, viewOf(...given));
  };

  function viewOf(epoch: number, urls: readonly string[] = [], more: Partial<EpochView> = {}): EpochView {
    const addresses = names.slice(1).map((name, index) => {
      return [name, { validatorId: keyId, peerUrl: urls[index] ?? 'http://127.0.0.1:2' }] as const;
    });
    return {
      epoch,
      committee: committee(epoch),
      previousCommittee: null,
      addresses: Object.fromEntries(addresses),
      protocolVersion: 4,
      epochStartMs: 0,
      epochDurationMs: 10_000,
      nextCommittee: null,
      nextAddresses: null,
      endOfPublishReady: false,
      lockedSessions: false,
      observedAt: Date.now(),
      ...more,
    };
  }

  /** An earlier run let the node into epoch 2 by this certificate. */
  async function openedEarlier(by: CertifiedHandoffAttestation): Promise<void> {
    await barrierWriters.writeAnchor(database.db, {
      epoch: 2,
      state: 'ready',
      priorAttestationDigest: attestationDigest(by.attestation),
      certificate: toHex(encodeCertificate(by)),
      requiresCertificate: true,
      missing: [],
      reason: 'all_held',
      since: 1,
      retries: 7,
      readyAt: 1,
    });
  }

  async function mint(signers: number): Promise<void> {
    const minted = certificate(signers);
    await database.db.insert(handoffTables.certificate).values({
      epoch: 1,
      attestationDigest: attestationDigest(minted.attestation),
      encoded: toHex(encodeCertificate(minted)),
      signers,
      stake: signers,
      quorum: 3,
    });
  }

  async function servePeer(files: Record<string, Uint8Array>): Promise<string> {
    const server = createServer((request, response) => {
      const body = files[request.url ?? ''];
      if (body) response.end(body);
      else response.writeHead(404).end();
    });
    peers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const anchorOf = (epoch: number, state: AnchorRow['state']) =>
    until(
      async () => {
        const row = await barrierQueries.anchor(database.db, epoch);
        return row?.state === state && row;
      },
      { what: `anchor of epoch ${epoch} ${state}`, timeoutMs: 15_000 },
    );

  test('opens the first epoch at once and says so over HTTP', async () => {
    const { internalUrl } = await start();
    expect((await fetch(`${internalUrl}/v1/barrier/epochs/1`)).status).toBe(404);
    await see(1);
    const answer = await fetch(`${internalUrl}/v1/barrier/epochs/1?wait=ready`);
    expect(await answer.json()).toMatchObject({ epoch: 1, state: 'ready', requiresCertificate: false, missing: [] });
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(200);
  });

  test('says that no certificate is held, and what each peer answered', async () => {
    await see(1);
    const bad = await servePeer({ '/v1/handoff/epochs/1/certificate': encodeCertificate(certificate(1)) });
    await see(2, [await servePeer({}), bad]);
    const { internalUrl } = await start();
    const waiting = await until(
      async () => {
        const answer = await (await fetch(`${internalUrl}/v1/barrier/epochs/2`)).json();
        return answer.peers?.length === 3 && answer;
      },
      { what: 'answers of all peers' },
    );
    expect(waiting).toMatchObject({
      state: 'waiting',
      why: { code: 'no_certificate' },
      certificate: { epoch: 1, verdict: 'not_held', signers: [] },
    });
    expect(waiting.why.text).toContain('The certificate of epoch 1 is not held here. Last answers of peers:');
    const said = new Map(
      waiting.peers.map((one: { peer: string; answer: string; detail: string | null }) => [
        one.peer,
        [one.answer, one.detail],
      ]),
    );
    expect([names[1], names[2], names[3]].map((name) => said.get(name))).toEqual([
      ['none', null],
      ['bad', 'insufficient_stake'],
      ['failed', 'ECONNREFUSED'],
    ]);
    const list = await (await fetch(`${internalUrl}/v1/barrier/epochs`)).json();
    expect(list.items).toMatchObject([
      { epoch: 2, state: 'waiting', reason: 'no_certificate', missing: 0 },
      { epoch: 1, state: 'ready' },
    ]);
    const { services } = await (await fetch(`${internalUrl}/status`)).json();
    expect(services.barrier.status).toMatchObject({ state: 'waiting', waitingFor: 'epoch 2: no_certificate' });
  });

  test('waits in sight for each certified output, then opens', async () => {
    await see(1);
    await see(2);
    await mint(3);
    const { internalUrl } = await start();
    const waiting = await until(
      async () => {
        const row = await anchorOf(2, 'waiting');
        return row.missing.length === 2 && row;
      },
      { what: 'two missing outputs' },
    );
    expect(waiting).toMatchObject({ requiresCertificate: true, reason: 'missing_outputs', readyAt: null });
    const unready = await fetch(`${internalUrl}/readyz`);
    expect(unready.status).toBe(503);
    expect((await unready.json()).services.barrier.waitingFor).toBe('epoch 2: missing_outputs');
    const verdict = fetch(`${internalUrl}/v1/barrier/epochs/2?wait=ready`);
    for (const [output, body] of [
      ['dkg', dkg],
      ['reconfiguration', reconfiguration],
    ] as const) {
      const put = await fetch(`${internalUrl}/v1/blobs/network-key-outputs/1/${keyId}/${output}`, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'application/octet-stream' },
      });
      expect(put.status).toBe(201);
    }
    expect(await (await verdict).json()).toMatchObject({
      state: 'ready',
      priorAttestationDigest: attestationDigest(certificate(3).attestation),
    });
    const ready = await anchorOf(2, 'ready');
    expect(ready.certificate).toBe(toHex(encodeCertificate(certificate(3))));
    const metrics = await (await fetch(`${internalUrl}/metrics`)).text();
    expect(metrics).toContain('ika_handoff_prepare_waiting 0');
    expect(metrics).toMatch(/ika_handoff_prepare_retries_total [1-9]/);
    expect(metrics).toMatch(/ika_handoff_prepare_duration_seconds_count [1-9]/);
  });

  test('a newcomer takes certificate and outputs from whichever peer is honest', async () => {
    const path = '/v1/handoff/epochs/1/certificate';
    const liar = await servePeer({ [path]: encodeCertificate(certificate(2)) });
    const honest = await servePeer({
      [path]: encodeCertificate(certificate(4)),
      [`/v1/blobs/${blobDigest(dkg)}`]: dkg,
    });
    const other = await servePeer({ [`/v1/blobs/${blobDigest(reconfiguration)}`]: reconfiguration });
    await see(1, [liar, honest, other]);
    await see(2, [liar, honest, other]);
    const { internalUrl } = await start();
    const ready = await anchorOf(2, 'ready');
    expect(ready.certificate).toBe(toHex(encodeCertificate(certificate(4))));
    const held = await fetch(`${internalUrl}/v1/blobs/${blobDigest(reconfiguration)}`);
    expect(new Uint8Array(await held.arrayBuffer())).toEqual(reconfiguration);
    const metrics = await (await fetch(`${internalUrl}/metrics`)).text();
    expect(metrics).toContain('ika_joiner_bootstrap_outcomes_total{outcome="verified"} 1');
  });

  test('bad certificates of f + 1 peers halt the node with an exit code of its own', async () => {
    const bad = { '/v1/handoff/epochs/1/certificate': encodeCertificate(certificate(1)) };
    const urls = [await servePeer(bad), await servePeer(bad), await servePeer({})];
    await see(1, urls);
    await see(2, urls);
    const { failed } = await start();
    const report = explainFailure(await failed);
    expect(report).toMatchObject({ exitCode: EXIT.rejected, code: 'BARRIER_REJECTED' });
    expect((await anchorOf(2, 'rejected')).reason).toContain('insufficient_stake');
  });

  test('one liar does not, and a node that finds no honest peer waits in sight', async () => {
    const bad = { '/v1/handoff/epochs/1/certificate': encodeCertificate(certificate(1)) };
    const urls = [await servePeer(bad), await servePeer({})];
    await see(1, urls);
    await see(2, urls);
    const { internalUrl } = await start();
    const asked = async () => (await (await fetch(`${internalUrl}/metrics`)).text()).includes('"unavailable"} 2');
    await until(asked, { what: 'two rounds of asking', timeoutMs: 15_000 });
    expect((await anchorOf(2, 'waiting')).reason).toBe('no_certificate');
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(503);
    const honest = await servePeer({
      '/v1/handoff/epochs/1/certificate': encodeCertificate(certificate(3)),
      [`/v1/blobs/${blobDigest(dkg)}`]: dkg,
      [`/v1/blobs/${blobDigest(reconfiguration)}`]: reconfiguration,
    });
    await see(2, [urls[0] ?? '', honest]);
    await anchorOf(2, 'ready');
  });

  test('a node that did not see the epoch before takes its committee from the chain', async () => {
    const honest = await servePeer({
      '/v1/handoff/epochs/1/certificate': encodeCertificate(certificate(3)),
      [`/v1/blobs/${blobDigest(dkg)}`]: dkg,
      [`/v1/blobs/${blobDigest(reconfiguration)}`]: reconfiguration,
    });
    await see(2, [honest], { previousCommittee: committee(1) });
    await start();
    expect(await anchorOf(2, 'ready')).toMatchObject({ requiresCertificate: true, reason: 'all_held' });
  });

  test('an epoch without a seat is nothing to wait for, and an older closed one is passed over', async () => {
    const others = committee(2);
    await see(1);
    await see(2, [], { committee: { ...others, members: others.members.slice(1) } });
    await see(3, [], { protocolVersion: 4 });
    const { internalUrl } = await start();
    await anchorOf(3, 'waiting');
    expect(await barrierQueries.anchor(database.db, 2)).toBeUndefined();
    await see(4, [], { protocolVersion: 3 });
    await see(5, [], { protocolVersion: 3 });
    await anchorOf(5, 'ready');
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(200);
    const status = (await (await fetch(`${internalUrl}/status`)).json()).services.barrier.status;
    expect(status).toMatchObject({ seated: true, waiting: [] });
  });

  test('a certificate of its own that does not verify halts the node', async () => {
    await see(1);
    await see(2);
    await mint(2);
    const { failed } = await start();
    expect(explainFailure(await failed).exitCode).toBe(EXIT.rejected);
  });

  test('a restart goes on waiting since when it did', async () => {
    await see(1);
    await see(2);
    await mint(3);
    await start();
    await anchorOf(2, 'waiting');
    await host?.close();
    const before = await barrierQueries.anchor(database.db, 2);
    await start();
    const again = await until(
      async () => {
        const now = await barrierQueries.anchor(database.db, 2);
        return now !== undefined && now.retries > (before?.retries ?? 0) && now;
      },
      { what: 'another look' },
    );
    expect(again.since).toBe(before?.since);
  });

  test('an epoch that was open, and whose outputs are gone after a restart, waits since then', async () => {
    await see(1);
    await see(2);
    await mint(3);
    await openedEarlier(certificate(3));
    const startedMs = Date.now();
    await start();
    const { since } = await anchorOf(2, 'waiting');
    expect(since).toBeGreaterThanOrEqual(startedMs);
  });

  test('a restart verifies again what had been opened', async () => {
    await see(1);
    await see(2);
    await openedEarlier(certificate(2));
    const { failed } = await start();
    expect(explainFailure(await failed)).toMatchObject({ exitCode: EXIT.rejected, code: 'BARRIER_REJECTED' });
    expect((await anchorOf(2, 'rejected')).reason).toContain('insufficient_stake');
  });
});
