import { until } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ComposeNetwork, type LogHead } from './compose-network.ts';
import { ComposeProject } from './compose-project.ts';
import { withoutCompose } from './engine.ts';
import { lossesOf } from './losses.ts';

const SERVERS = ['nats', 'nats-1', 'nats-2'] as const;

/** How many servers a stream of the log is on, and which of them leads it, by the server's own name. */
interface StreamDetail {
  name: string;
  config: { num_replicas: number };
  cluster: { leader: string; replicas?: { name: string; current: boolean }[] };
}

const serviceOf = (serverName: string): string => SERVERS[Number(serverName.slice(-1))] ?? 'nats';

describe.skipIf(withoutCompose !== '')(`deploy/compose on a cluster${withoutCompose}`, () => {
  let project: ComposeProject;
  let network: ComposeNetwork;
  /** What the log said before each kill. */
  const before: LogHead[] = [];

  beforeAll(async () => {
    project = await ComposeProject.create('baton-test-cluster', { EPOCH_SECONDS: '20' }, ['.env', 'cluster.env']);
    network = new ComposeNetwork(project);
    await project.build();
    await project.up();
  });
  afterAll(() => project?.[Symbol.asyncDispose]());

  async function streamAsSeenBy(service: string, epoch: number): Promise<StreamDetail> {
    const url = 'http://127.0.0.1:8222/jsz?streams=true&config=true';
    const told = JSON.parse(await project.exec(service, 'wget', '-q', '-O', '-', url)) as {
      account_details: { stream_detail: StreamDetail[] }[];
    };
    const streams = told.account_details.flatMap(({ stream_detail }) => stream_detail);
    const found = streams.find(({ name }) => name.endsWith(`-${epoch}`));
    if (found === undefined) throw new Error(`no stream of epoch ${epoch} among ${streams.map(({ name }) => name)}`);
    return found;
  }

  /** A server knows how far the copies are only while it leads the stream. */
  async function stream(epoch: number): Promise<StreamDetail> {
    const { leader } = (await streamAsSeenBy('nats', epoch)).cluster;
    return streamAsSeenBy(serviceOf(leader), epoch);
  }

  async function kill(service: string): Promise<void> {
    before.push(await network.head());
    await project.kill(service);
    expect(await project.states(service)).toMatchObject([{ state: 'exited', exitCode: 137 }]);
  }

  test('each stream is on all three servers', async () => {
    const { epoch } = await network.head();
    const found = await until(
      async () => {
        const told = await stream(epoch);
        return (told.cluster.replicas ?? []).filter(({ current }) => current).length === 2 && told;
      },
      { what: 'all copies to be current' },
    );
    expect(found.config.num_replicas).toBe(3);
    const names = [found.cluster.leader, ...(found.cluster.replicas ?? []).map(({ name }) => name)];
    expect(names.sort()).toEqual(['nats-0', 'nats-1', 'nats-2']);
  });

  test('two epochs go by, each with a certificate that all validators hold and that verifies', async () => {
    for (const epoch of [1, 2]) {
      await network.finished(epoch);
      expect(await network.certificateProblems(epoch)).toEqual([]);
    }
  });

  test('the server that leads the stream is killed: the log goes on, and the epoch is certified', async () => {
    const head = await network.head();
    await kill(serviceOf((await stream(head.epoch)).cluster.leader));
    await network.commitsAfter(head);
    await network.finished(head.epoch);
    expect(await network.certificateProblems(head.epoch)).toEqual([]);
    await project.up();
  });

  test.each([...SERVERS, 'the active sequencer'])('killed, the log goes on, and up again: %s', async (kind) => {
    const head = await network.head();
    await kill(kind === 'the active sequencer' ? await network.activeSequencer() : kind);
    await network.commitsAfter(head);
    await network.consoleTellsCommitsAfter(head);
    await project.up();
    await network.commitsAfter(await network.head());
  });

  test('two of the three servers killed and up again', async () => {
    const head = await network.head();
    for (const service of ['nats-1', 'nats-2']) await kill(service);
    await project.up();
    await network.commitsAfter(head);
  });

  test('nothing was lost: certificates, commits, logs that verify, read models equal to a rebuild', async () => {
    expect(await lossesOf(project, network, before)).toEqual([]);
  });
});
