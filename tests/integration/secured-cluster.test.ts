import { checkDurability, connectToLog, jetStreamStores, type LogStore, streamName, verifyEpochLog } from '@baton/log';
import { announcement, chainCommits, TestNetwork } from '@baton/log/testing';
import { until } from '@baton/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { SecuredNats } from './secured/nats.ts';

const network = new TestNetwork('cluster');
const alice = network.member(0);
const opening = network.sequencerMessage(1, { kind: 'epoch_opened', record: network.opened(1) });
const commits = chainCommits(network, 1, [
  { round: 1, timestampMs: 1, messages: [opening] },
  { round: 2, timestampMs: 2, messages: [network.message(alice, 1, announcement(alice.name, 1, 1))] },
]);

/** A commit whose fate is unknown is tried again, as the sequencer does. */
async function append(store: LogStore, commit: (typeof commits)[number]): Promise<void> {
  await until(
    async () => {
      const outcome = await store.append(commit);
      return outcome.outcome === 'appended' || (await store.describe())?.lastSequence === lastOf(commit);
    },
    { what: 'the commit', timeoutMs: 40_000 },
  );
}

const lastOf = (commit: (typeof commits)[number]) => commit.expectedLastSequence + commit.messages.length + 1;

test('three servers keep each commit three times, and go on when one is killed', async () => {
  await using nats = await SecuredNats.start(3);
  const signal = AbortSignal.timeout(55_000);
  const connection = await connectToLog(nats.as('sequencer'), { name: 'sequencer', signal });
  await checkDurability(nats.monitorUrl, { allowUnsafe: false, signal });
  const store = (await jetStreamStores(connection, network.name, { replicas: 3 }))(1);
  await until(
    () =>
      store.create().then(
        () => true,
        () => false,
      ),
    { what: 'a leader to make the stream' },
  );
  const [first, second] = commits;
  await append(store, first!);
  const manager = await jetstreamManager(connection);
  const { cluster, config } = await manager.streams.info(streamName(network.name, 1));
  expect([config.num_replicas, cluster?.replicas?.length]).toEqual([3, 2]);

  const leader = nats.servers.find((server) => server.spec.env?.NATS_NAME === cluster?.leader);
  await leader?.kill();
  await append(store, second!);
  const report = await verifyEpochLog(store, { sequencerKey: network.sequencerKey, signal });
  expect(report).toMatchObject({ commits: 2, problemCount: 0 });
  await connection.close();
});
