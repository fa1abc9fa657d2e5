import { openEpochLog } from '@baton/log';
import { announcement, endOfPublish, TEST_SEQUENCER_SEED } from '@baton/log/testing';
import { type Commit, encodeCommitMarker, signCommitMarker } from '@baton/protocol';
import type { RunningHost } from '@baton/service-runtime';
import { ManagedProcess, testServers, until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogUnderTest } from './consensus-log/service.ts';

let log: LogUnderTest;

beforeEach(async () => {
  log = await LogUnderTest.start('sequencer');
});

afterEach(() => log?.[Symbol.asyncDispose]());

const soon = () => AbortSignal.timeout(20_000);
const member = (index: number) => log.network.member(index);

function submit(index: number, timestampMs: number, epoch = 1) {
  const { name } = member(index);
  const bytes = log.network.message(member(index), epoch, announcement(name, epoch, timestampMs));
  return log.client.submitUntilSequenced(bytes, { signal: soon() });
}

async function commitsOf(epoch: number, upTo: number): Promise<Commit[]> {
  const found: Commit[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([soon(), stop.signal]);
  const reader = openEpochLog(log.openStore(epoch), { sequencerKey: log.network.sequencerKey });
  for await (const commits of reader.follow({ signal })) {
    found.push(...commits);
    if ((commits.at(-1)?.sequence ?? 0) >= upTo) break;
  }
  stop.abort();
  return found.filter(({ sequence }) => sequence <= upTo);
}

function processOf(configuration: Record<string, unknown>): ManagedProcess {
  return new ManagedProcess({
    name: 'consensus-log',
    command: process.execPath,
    args: [new URL('./consensus-log/process.ts', import.meta.url).pathname],
    env: {
      BATON_TEST_CONFIGURATION: JSON.stringify({ ...configuration, internalPort: 0 }),
      BATON_TEST_NETWORK: log.network.name,
    },
    ready: async () => (await log.openStore(1).lastCommit()) !== null,
  });
}

/** Each of them a race between both sequencers, so a few say what many would. */
const RACED_ROUNDS = 12;
/** As long as the time between two commits. */
const TAKEOVER_MS = 100;

describe('two sequencers on one stream', () => {
  test('commit one chain together, whoever wins', async () => {
    // A standby takes over between two commits of the other, so the race is on again and again.
    const hosts = await Promise.all([log.host({ takeoverMs: TAKEOVER_MS }), log.host({ takeoverMs: TAKEOVER_MS })]);
    await Promise.all([0, 1, 2, 3].map((index) => submit(index, 1)));
    await until(async () => Number((await log.head(hosts[0] as RunningHost)).round) > RACED_ROUNDS, { what: 'rounds' });
    for (const host of hosts) await host.close();
    expect(await log.verify(1)).toMatchObject({ messages: 5, problems: [] });
  });

  test('the standby goes on when the active one stops, and knows what was sequenced', async () => {
    const first = await log.active();
    const second = await log.host();
    await until(async () => (await log.head(second)).role === 'standby', { what: 'the standby' });
    const where = await submit(0, 1);
    await first.close();
    await until(async () => (await log.head(second)).role === 'active', { what: 'the take-over' });
    expect(await submit(0, 1)).toEqual(where);
    await submit(1, 1);
    expect(await log.verify(1)).toMatchObject({ messages: 3, problems: [] });
  });
});

describe('killed with kill -9', () => {
  test('in the middle of its work, it starts again with nothing lost and nothing twice', async () => {
    const sequencer = processOf(log.configuration());
    await sequencer.start();
    const sent = Array.from({ length: 40 }, (_, index) => submit(index % 4, index + 1));
    await sent[0];
    await sequencer.kill();
    await sequencer.start();
    const places = await Promise.all(sent);
    await sequencer.kill();
    expect(await log.verify(1)).toMatchObject({ messages: 41, problems: [] });
    const commits = await commitsOf(1, Math.max(...places.map(({ sequence }) => sequence)));
    const keys = commits.flatMap(({ messages }) => messages.map(({ keyDigest }) => keyDigest));
    expect(new Set(keys).size).toBe(41);
  });
});

describe('the server', () => {
  test('killed and started again keeps what was sequenced; sequencer and readers go on', async () => {
    const host = await log.active();
    const where = await submit(0, 1);
    const before = await commitsOf(1, where.sequence);
    await log.server.kill();
    await log.server.restart();
    await submit(1, 1);
    expect((await log.head(host)).role).toBe('active');
    expect(await commitsOf(1, where.sequence)).toEqual(before);
    expect(await log.verify(1)).toMatchObject({ messages: 3, problems: [] });
  });

  test('is refused where it does not sync, unless told to take it', async () => {
    const lax = await testServers().startNats({ syncInterval: '2m' });
    const elsewhere = { natsUrl: lax.url, natsMonitorUrl: lax.monitorUrl };
    await expect(log.host(elsewhere)).rejects.toMatchObject({ code: 'LOG_UNSAFE' });
    const host = await log.active({ ...elsewhere, allowUnsafeDurability: true });
    await host.close();
    await lax.close();
    const { natsMonitorUrl, ...unwatched } = log.configuration();
    expect(natsMonitorUrl).toBeDefined();
    await expect(log.host({ ...unwatched, natsMonitorUrl: undefined })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
  });
});

describe('a stream that was tampered with', () => {
  test('by stray messages is read on, by a forged history it stops its readers', async () => {
    const host = await log.active();
    await submit(0, 1);
    const stray = log.network.message(member(1), 1, announcement(member(1).name, 1, 9));
    await log.connection.request('baton.sequencer.1.tx.validator_mpc_data_announcement', stray);
    await log.connection.request('baton.sequencer.1.commit', new Uint8Array([1, 2, 3]));
    await submit(2, 1);
    expect(await log.verify(1)).toMatchObject({ messages: 3, strays: 2, problems: [] });
    await host.close();
    const head = (await log.openStore(1).describe())?.lastSequence ?? 0;
    const { sign } = new (await import('@baton/keys')).ConsensusSigner(TEST_SEQUENCER_SEED);
    const marker = { epoch: 1, round: 9_999, timestampMs: Date.now(), messageDigests: [] };
    const forged = signCommitMarker({ ...marker, prevDigest: 'ab'.repeat(32) as never }, sign);
    await log.openStore(1).append({ messages: [], marker: encodeCommitMarker(forged), expectedLastSequence: head });
    expect(await log.verify(1)).toMatchObject({ problems: [{ code: 'DIGEST_MISMATCH', sequence: head + 1 }] });
    const again = await log.host();
    await expect(again.failed).resolves.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});

describe('an epoch after the other', () => {
  test('a restart between the chain and the log ends the old epoch and opens the new one', async () => {
    const host = await log.active();
    for (const index of [0, 1, 2, 3]) {
      const bytes = log.network.message(member(index), 1, endOfPublish(member(index), 1));
      await log.client.submitUntilSequenced(bytes, { signal: soon() });
    }
    await until(async () => (await log.head(host)).closed === true, { what: 'the close' });
    await host.close();
    log.chain.advance();
    const next = await log.active();
    await until(async () => (await log.head(next)).epoch === 2, { what: 'epoch 2' });
    await submit(0, 1, 2);
    expect(await log.verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
    const [first] = await commitsOf(2, 2);
    const body = first?.messages[0]?.envelope?.transaction.body;
    expect(body?.kind === 'epoch_opened' && body.record.priorAttestationDigest).toMatch(/^[0-9a-f]{64}$/);
  });
});
