import { until } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ComposeNetwork } from './compose-network.ts';
import { ComposeProject } from './compose-project.ts';
import { dockerCompose } from './engine.ts';

const SERVERS = ['nats', 'nats-1', 'nats-2'] as const;

/** How many servers a stream of the log is on, and which of them leads it, by the server's own name. */
interface StreamDetail {
  name: string;
  config: { num_replicas: number };
  cluster: { leader: string; replicas?: { name: string; current: boolean }[] };
}

describe.skipIf(dockerCompose() === undefined)('deploy/compose on a cluster (needs Docker with compose)', () => {
  let project: ComposeProject;
  let network: ComposeNetwork;

  beforeAll(async () => {
    project = await ComposeProject.create('baton-test-cluster', { EPOCH_SECONDS: '20' }, ['.env', 'cluster.env']);
    network = new ComposeNetwork(project);
    await project.build();
    await project.up();
  });
  afterAll(() => project?.[Symbol.asyncDispose]());

  async function stream(epoch: number, askedOf: string): Promise<StreamDetail> {
    const url = 'http://127.0.0.1:8222/jsz?streams=true&config=true';
    const told = JSON.parse(await project.exec(askedOf, 'wget', '-q', '-O', '-', url)) as {
      account_details: { stream_detail: StreamDetail[] }[];
    };
    const streams = told.account_details.flatMap(({ stream_detail }) => stream_detail);
    const found = streams.find(({ name }) => name.endsWith(`-${epoch}`));
    if (found === undefined) throw new Error(`no stream of epoch ${epoch} among ${streams.map(({ name }) => name)}`);
    return found;
  }

  test('each stream is on all three servers', async () => {
    const { epoch } = await network.head();
    const found = await until(
      async () => {
        const told = await stream(epoch, 'nats');
        return (told.cluster.replicas ?? []).filter(({ current }) => current).length === 2 && told;
      },
      { what: 'all copies to be current' },
    );
    expect(found.config.num_replicas).toBe(3);
    const names = [found.cluster.leader, ...(found.cluster.replicas ?? []).map(({ name }) => name)];
    expect(names.sort()).toEqual(['nats-0', 'nats-1', 'nats-2']);
  });

  test('the server that leads the stream is killed: the log goes on, and the epoch is certified', async () => {
    const before = await network.head();
    const { leader } = (await stream(before.epoch, 'nats')).cluster;
    const killed = SERVERS[Number(leader.slice(-1))] ?? 'nats';
    await project.kill(killed);
    expect(await project.states(killed)).toMatchObject([{ state: 'exited', exitCode: 137 }]);
    await network.commitsAfter(before);
    await network.finished(before.epoch);
    expect(await network.certificateProblems(before.epoch)).toEqual([]);
    await project.up();
    const config = '/config/consensus-log/baton.json';
    const report = await project.baton('log', 'verify', String(before.epoch), '--config', config, '--json');
    expect(JSON.parse(report)).toMatchObject({ problemCount: 0, ended: true });
  });
});
