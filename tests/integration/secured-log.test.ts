import { chmodSync } from 'node:fs';
import { consensusLogService } from '@baton/consensus-log';
import { ScriptedChain } from '@baton/consensus-log/testing';
import { ConsensusSigner, saveNatsKey, saveSequencerKey } from '@baton/keys';
import {
  commitSubject,
  connectToLog,
  jetStreamEpochs,
  jetStreamStores,
  type LogAccess,
  type LogStore,
  openEpochLog,
  SubmitClient,
  streamName,
  transactionSubject,
  verifyEpochLog,
} from '@baton/log';
import { announcement, TEST_SEQUENCER_SEED, TestNetwork } from '@baton/log/testing';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';
import { until } from '@baton/testkit';
import { AckPolicy, DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SecuredNats, type User } from './secured/nats.ts';

const network = new TestNetwork('secured');
const alice = network.member(0);
const signal = AbortSignal.timeout(55_000);

let nats: SecuredNats;
let host: RunningHost;
let chain: ScriptedChain;
const connections: NatsConnection[] = [];

beforeAll(async () => {
  nats = await SecuredNats.start();
  chain = new ScriptedChain(network, 1);
  const keysDir = `${nats.dir}/sequencer-keys`;
  await saveSequencerKey(keysDir, new ConsensusSigner(TEST_SEQUENCER_SEED));
  const configuration = {
    ...nats.as('sequencer'),
    network: network.name,
    natsMonitorUrl: nats.monitorUrl,
    keysDir,
    sequencerKey: network.sequencerKey,
    suiUrl: 'http://127.0.0.1:1',
    systemObjectId: `0x${'11'.repeat(32)}`,
    coordinatorObjectId: `0x${'22'.repeat(32)}`,
    commitIntervalMs: 20,
    takeoverMs: 300,
  };
  const logger = createLogger({ name: 'test', level: 'silent' });
  host = await hostServices([consensusLogService(() => chain)], configuration, { logger, env: {} });
  const head = async () => (await (await fetch(`${host.internalUrl}/v1/log/head`)).json()) as { role: string };
  await until(async () => (await head()).role === 'active', { what: 'the sequencer to commit' });
});

afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

afterAll(async () => {
  await host?.close();
  await nats?.[Symbol.asyncDispose]();
});

async function connected(user: User) {
  const refusals: string[] = [];
  const onRefused = (error: Error) => void refusals.push(error.message);
  const connection = await connectToLog(nats.as(user), { name: user, signal, once: true, onRefused });
  connections.push(connection);
  const openStore = await jetStreamStores(connection, network.name);
  return { connection, refusals, openStore };
}

const verified = (store: LogStore) => verifyEpochLog(store, { sequencerKey: network.sequencerKey, signal });

describe('a validator', () => {
  test('hands envelopes to the sequencer, is answered on its own inbox, and follows the log', async () => {
    const { connection, openStore, refusals } = await connected('validator');
    const bytes = network.message(alice, 1, announcement(alice.name, 1, 1));
    const sequenced = await new SubmitClient(connection, network.name).submit(bytes, { signal }).sequenced;
    expect(sequenced).toMatchObject({ outcome: 'sequenced', epoch: 1 });
    const log = openEpochLog(openStore(1), { sequencerKey: network.sequencerKey });
    const stop = new AbortController();
    let found = false;
    for await (const commits of log.follow({ signal: stop.signal })) {
      found = commits.some(({ round }) => round === sequenced.round);
      if (found) stop.abort();
    }
    expect(found).toBe(true);
    expect((await verified(openStore(1))).problemCount).toBe(0);
    expect(await (await jetStreamEpochs(connection, network.name))()).toContain(1);
    expect(refusals).toEqual([]);
  });

  test.each([
    ['a message', transactionSubject(network.name, 1, 'end_of_publish_v2')],
    ['a commit', commitSubject(network.name, 1)],
    ['a deletion of the stream', `$JS.API.STREAM.DELETE.${streamName(network.name, 1)}`],
    ['a purge', `$JS.API.STREAM.PURGE.${streamName(network.name, 1)}`],
    ['a stream of its own', `$JS.API.STREAM.CREATE.${streamName(network.name, 2)}`],
    ["an answer in the sequencer's name", '_INBOX_validator2.x'],
  ])('cannot write %s', async (_what, subject) => {
    const { connection, refusals } = await connected('validator');
    connection.publish(subject, new Uint8Array([1]));
    await connection.flush();
    await until(() => refusals.length > 0, { what: 'the refusal' });
    expect(refusals).toEqual([`Permissions Violation for Publish to "${subject}"`]);
  });

  test.each([
    ["another's answers", '_INBOX_validator2.>'],
    ['submissions', `baton.${network.name}.submit`],
  ])('cannot listen to %s', async (_what, subject) => {
    const { connection, refusals } = await connected('validator');
    connection.subscribe(subject, { callback: () => undefined });
    await connection.flush();
    await until(() => refusals.length > 0, { what: 'the refusal' });
    expect(refusals[0]).toContain(`Permissions Violation for Subscription to "${subject}"`);
  });

  test('can have the server deliver one epoch into the stream of another, under subjects that hold no commit there', async () => {
    const sequencer = await connected('sequencer');
    const target = sequencer.openStore(7);
    await target.create();
    const { connection } = await connected('validator');
    const manager = await jetstreamManager(connection, { checkAPI: false });
    await manager.consumers.add(streamName(network.name, 1), {
      name: 'misdelivery',
      deliver_subject: commitSubject(network.name, 7),
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.None,
    });
    await until(async () => ((await target.describe())?.lastSequence ?? 0) > 3, { what: 'the misdelivery' });
    expect(await verified(target)).toMatchObject({ commits: 0, problemCount: 0 });
  });
});

test('an observer reads and cannot submit', async () => {
  const { connection, openStore, refusals } = await connected('observer');
  expect((await verified(openStore(1))).problemCount).toBe(0);
  connection.publish(`baton.${network.name}.submit`, new Uint8Array([1]));
  await connection.flush();
  await until(() => refusals.length > 0, { what: 'the refusal' });
});

test('the sequencer cannot delete what it wrote', async () => {
  const { connection, openStore } = await connected('sequencer');
  const manager = await jetstreamManager(connection, { checkAPI: false });
  await expect(manager.streams.delete(streamName(network.name, 1))).rejects.toThrow('Permissions Violation');
  expect(await openStore(1).describe()).not.toBeNull();
});

describe('who is not who it has to be', () => {
  const attempt = (access: LogAccess) => connectToLog(access, { name: 'stranger', signal, once: true });

  test('a key that the server does not know', async () => {
    const { path } = await saveNatsKey(`${nats.dir}/stranger`);
    await expect(attempt({ ...nats.as('validator'), natsNkeyFile: path })).rejects.toMatchObject({
      code: 'LOG_UNAUTHORIZED',
    });
  });

  test('no key at all', async () => {
    const { natsNkeyFile: _, ...nobody } = nats.as('validator');
    await expect(attempt(nobody)).rejects.toMatchObject({ code: 'LOG_UNAUTHORIZED' });
  });

  test('a server that the pinned authority did not sign', async () => {
    const { natsTlsCaFile: _, ...trusting } = nats.as('validator');
    await expect(attempt(trusting)).rejects.toMatchObject({ code: 'LOG_UNTRUSTED' });
  });

  test('a key file that others can read', async () => {
    const { path } = await saveNatsKey(`${nats.dir}/exposed`);
    chmodSync(path, 0o644);
    await expect(attempt({ ...nats.as('validator'), natsNkeyFile: path })).rejects.toMatchObject({
      code: 'KEY_FILE_EXPOSED',
    });
  });
});
