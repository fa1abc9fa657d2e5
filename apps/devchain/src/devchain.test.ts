import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectId } from '@baton/protocol';
import { connectSui, createChainReader } from '@baton/sui-client';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningDevchain, startDevchain } from './index.ts';
import { chainFixture, type FixtureOptions, networkOutput, testGenesis, testPayer } from './testing/index.ts';

const stranger = Ed25519Keypair.fromSecretKey(new Uint8Array(32).fill(8));

const open: RunningDevchain[] = [];
afterEach(async () => {
  for (const devchain of open.splice(0)) await devchain.close();
});

async function fixture(options: FixtureOptions = {}) {
  const chain = await chainFixture(options);
  open.push(chain.devchain);
  return chain;
}

const keyOf = (devchain: RunningDevchain) => objectId(devchain.networkKeyIds[0]!);
const aborted = (code: number, functionName: string) =>
  expect.objectContaining({ kind: 'move_abort', code, function: functionName });
const done = expect.objectContaining({ kind: 'success' });

describe('devchain', () => {
  it('starts at epoch 1 with the genesis committee and a key that awaits its DKG', async () => {
    const { read, devchain } = await fixture();
    const view = await read();
    expect(view).toMatchObject({
      epoch: 1,
      protocolVersion: 4,
      epochStartMs: 1_000_000,
      epochDurationMs: 10_000,
      clockMs: 1_000_000,
      nextCommittee: null,
      previousCommittee: null,
      locked: false,
      systemSessions: { started: 1, completed: 0 },
      networkKeys: [{ keyId: devchain.networkKeyIds[0], dkgAtEpoch: 1, state: 'awaiting_network_dkg' }],
    });
    expect(view.committee).toMatchObject({ epoch: 1, quorumThreshold: 3, validityThreshold: 2 });
    expect(view.committee.members.map((member) => member.name)).toEqual(devchain.validators.map(({ name }) => name));
    expect(view.addresses.map((address) => address.peerUrl)).toEqual(
      [0, 1, 2, 3].map((index) => `http://127.0.0.1:${9000 + index}`),
    );
  });

  it('goes through epochs in the order of the contracts', async () => {
    const chain = await fixture();
    await chain.runEpoch();
    const second = await chain.read();
    expect(second).toMatchObject({ epoch: 2, epochStartMs: chain.time.ms, nextCommittee: null, locked: false });
    expect(second.committee.epoch).toBe(2);
    expect(second.previousCommittee?.epoch).toBe(1);
    expect(second.reconfiguredKeys).toBe(0);
    await chain.runEpoch();
    expect((await chain.read()).epoch).toBe(3);
  });

  it('aborts what comes too early, with the codes of the contracts, and leaves nothing behind', async () => {
    const { devchain, time, submit, read, checkpoint } = await fixture();
    const keyId = keyOf(devchain);
    const before = await read();
    expect(await submit({ kind: 'initiate_mid_epoch_reconfiguration' })).toEqual(
      aborted(7, 'initiate_mid_epoch_reconfiguration'),
    );
    expect(await submit({ kind: 'request_network_key_reconfiguration', keyIds: [keyId] })).toEqual(
      aborted(29, 'request_network_encryption_key_mid_epoch_reconfiguration'),
    );
    expect(await submit({ kind: 'lock_epoch_sessions' })).toEqual(aborted(27, 'request_lock_epoch_sessions'));
    expect(await submit({ kind: 'advance_epoch' })).toEqual(aborted(0, 'initiate_advance_epoch'));
    expect({ ...(await read()), objectVersions: null }).toEqual({ ...before, objectVersions: null });

    time.ms += 10_000;
    expect(await submit({ kind: 'initiate_mid_epoch_reconfiguration' })).toEqual(done);
    expect(await submit({ kind: 'initiate_mid_epoch_reconfiguration' })).toEqual(
      aborted(7, 'initiate_mid_epoch_reconfiguration'),
    );
    expect(await submit({ kind: 'request_network_key_reconfiguration', keyIds: [keyId] })).toEqual(
      aborted(13, 'request_network_encryption_key_mid_epoch_reconfiguration'),
    );
    expect(await submit({ kind: 'advance_epoch' })).toEqual(aborted(15, 'advance_epoch'));
    expect(await checkpoint('dwallet', [{ kind: 'end_of_publish' }])).toEqual(done);
    expect(await submit({ kind: 'advance_epoch' })).toEqual(aborted(30, 'advance_epoch'));
    const output = (kind: Parameters<typeof networkOutput>[0]) => [networkOutput(kind, keyId, Uint8Array.of(1))];
    expect(await checkpoint('dwallet', output('respond_network_dkg_output'))).toEqual(done);
    expect(await submit({ kind: 'request_network_key_reconfiguration', keyIds: [keyId] })).toEqual(done);
    expect(await checkpoint('dwallet', output('respond_network_reconfiguration_output'))).toEqual(done);
    expect(await submit({ kind: 'advance_epoch' })).toEqual(aborted(6, 'advance_epoch'));
    expect(await submit({ kind: 'lock_epoch_sessions' })).toEqual(done);
    expect(await submit({ kind: 'advance_epoch' })).toEqual(aborted(0, 'advance_epoch'));
    expect((await read()).epoch).toBe(1);
    expect(await checkpoint('system', [{ kind: 'end_of_publish' }])).toEqual(done);
    expect(await submit({ kind: 'advance_epoch' })).toEqual(done);
  });

  it('resumes from its state directory, and only with the same genesis', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'devchain-'));
    try {
      const first = await fixture({ stateDir });
      await first.runEpoch();
      const before = await first.read();
      await open.pop()?.close();
      const second = await fixture({ stateDir, time: first.time });
      expect(await second.read()).toEqual(before);
      expect(second.devchain.chainIdentifier).toBe(first.devchain.chainIdentifier);
      await second.runEpoch();
      expect((await second.read()).epoch).toBe(3);
      await expect(startDevchain({ genesis: testGenesis(), stateDir })).rejects.toThrow(/another genesis/);
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  });

  it('holds its first epoch back until told, and resumes with the same versions', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'devchain-'));
    try {
      const time = { ms: 1_000_000 };
      const held = await fixture({ time, stateDir, hold: true });
      time.ms += 60_000;
      const before = await held.read();
      expect(before.epochStartMs).toBeGreaterThan(time.ms);
      held.devchain.begin();
      expect(await held.read()).toMatchObject({ epoch: 1, epochStartMs: time.ms });
      held.devchain.begin();
      await held.runEpoch();
      const after = await held.read();
      await open.pop()?.close();
      expect(await (await fixture({ time, stateDir, hold: true })).read()).toEqual(after);
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  });

  it('executes a transaction once however often it is sent, and refuses what is not signed by its sender', async () => {
    const { devchain, time } = await fixture();
    time.ms += 10_000;
    const client = connectSui(devchain.url);
    const tx = new Transaction();
    const [system, coordinator, clock] = [devchain.systemObjectId, devchain.coordinatorObjectId, '0x6'];
    const packages = (await client.core.getObject({ objectId: system })).object.type.split('::')[0]!;
    tx.moveCall({
      target: `${packages}::system::initiate_mid_epoch_reconfiguration`,
      arguments: [tx.object(system), tx.object(clock)],
    });
    tx.setSender(testPayer.toSuiAddress());
    const bytes = await tx.build({ client });
    const { signature } = await testPayer.signTransaction(bytes);
    const request = { transaction: bytes, signatures: [signature], include: { effects: true as const } };
    const first = await client.core.executeTransaction(request);
    expect(first.$kind).toBe('Transaction');
    const again = await client.core.executeTransaction(request);
    expect(again.Transaction?.digest).toBe(first.Transaction?.digest);
    expect((await client.core.waitForTransaction({ digest: first.Transaction!.digest })).$kind).toBe('Transaction');
    const foreign = (await stranger.signTransaction(bytes)).signature;
    await expect(client.core.executeTransaction({ ...request, signatures: [foreign] })).rejects.toThrow(
      /not signed by/,
    );
    await expect(client.core.executeTransaction({ ...request, transaction: bytes.slice(0, -2) })).rejects.toThrow(
      /invalid transaction/,
    );
    expect(coordinator).toBe(devchain.coordinatorObjectId);
  });

  it('wakes a watcher at each change and not for the clock', async () => {
    const { devchain, time, submit } = await fixture();
    const client = connectSui(devchain.url);
    const ids = { systemObjectId: devchain.systemObjectId, coordinatorObjectId: devchain.coordinatorObjectId };
    const reader = createChainReader({ ...ids, safetyPollMs: 60_000 }, { client });
    const stop = new AbortController();
    const views = reader.watch(stop.signal)[Symbol.asyncIterator]();
    expect((await views.next()).value.nextCommittee).toBeNull();
    time.ms += 5_000;
    const next = views.next();
    await submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    const chosen = (await next).value;
    expect(chosen.nextCommittee.epoch).toBe(2);
    expect(chosen.nextAddresses).toHaveLength(4);
    stop.abort();
    expect((await views.next()).done).toBe(true);
  });
});
