import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ComposeNetwork, type LogHead } from './compose-network.ts';
import { ComposeProject } from './compose-project.ts';
import { dockerCompose } from './engine.ts';

const EPOCH_SECONDS = 15;
/** One of each kind; which sequencer is the active one is asked when its turn comes. */
const KINDS = [
  'nats',
  'postgres',
  'devchain',
  'the active sequencer',
  'validator-0-freeze-projector',
  'validator-1-aggregator',
  'validator-2-announcer',
  'validator-3-blob-service',
  'validator-0-sui-syncer',
  'validator-1-barrier',
  'validator-2-session-runner',
  'validator-3-front',
] as const;
const NEEDED_BY_ALL: readonly (typeof KINDS)[number][] = ['nats', 'postgres', 'devchain'];
/** Where a validator's front shows that one of its services is away. */
const PATH_OF: Record<string, string> = {
  'freeze-projector': '/v1/freeze/epochs/1',
  aggregator: '/v1/handoff/epochs/1',
  announcer: '/v1/announcer',
  'blob-service': '/v1/blobs',
  'sui-syncer': '/v1/chain',
  barrier: '/v1/barrier/epochs/1',
  'session-runner': '/v1/sessions',
};

describe.skipIf(dockerCompose() === undefined)('deploy/compose (needs Docker with compose)', () => {
  let project: ComposeProject;
  let network: ComposeNetwork;
  /** What the log said before each kill. */
  const before: LogHead[] = [];

  beforeAll(async () => {
    project = await ComposeProject.create('baton-test', { EPOCH_SECONDS: String(EPOCH_SECONDS) });
    network = new ComposeNetwork(project);
    await project.build();
    await project.up();
  });
  afterAll(() => project?.[Symbol.asyncDispose]());

  test('up --wait: everything is healthy, the jobs of the set-up are done, one sequencer stands by', async () => {
    const states = await project.states();
    const wrong = states.filter(({ service, state, health, exitCode }) =>
      ['genesis', 'databases'].includes(service)
        ? state !== 'exited' || exitCode !== 0
        : state !== 'running' || health !== 'healthy',
    );
    expect(wrong).toEqual([]);
    expect(states.length).toBeGreaterThanOrEqual(4 * 8 + 2 + 3 + 1 + 2);
    await network.activeSequencer();
  });

  test('two epochs go by, each with a certificate that all validators hold and that verifies', async () => {
    for (const epoch of [1, 2]) {
      await network.finished(epoch);
      expect(await network.certificateProblems(epoch)).toEqual([]);
    }
  });

  test.each(KINDS)('killed and up again: %s', async (kind) => {
    const service = kind === 'the active sequencer' ? await network.activeSequencer() : kind;
    const head = await network.head();
    before.push(head);
    await project.kill(service);
    expect(await project.states(service)).toMatchObject([{ state: 'exited', exitCode: 137 }]);
    const [, validator, part = ''] = /^validator-(\d)-(.+)$/.exec(service) ?? [];
    const path = PATH_OF[part];
    if (path !== undefined) expect(await network.statusAt(Number(validator), path)).toBe(503);
    // A quorum of the validators and the other sequencer go on meanwhile.
    if (!NEEDED_BY_ALL.includes(kind)) await network.commitsAfter(head);
    if (validator === undefined) await project.up();
    else await project.upAlone(service);
    await network.commitsAfter(head);
  });

  test('nothing was lost: certificates without a gap, logs that verify and hold all that was committed, read models equal to a rebuild', async () => {
    const { epoch: open } = await network.head();
    const ended = Array.from({ length: open }, (_, index) => index + 1);
    await network.finished(open);
    for (const epoch of ended) expect(await network.certificateProblems(epoch)).toEqual([]);
    for (const { epoch, round, digest } of before) expect(await network.digestAt(epoch, round)).toBe(digest);
    await project.up();
    const others = (await project.states()).filter(({ service }) => !['nats', 'postgres'].includes(service));
    await project.stop(...others.map(({ service }) => service));
    const logs = ended.map(async (epoch) => {
      const config = '/config/consensus-log/baton.json';
      const report = await project.baton('log', 'verify', String(epoch), '--config', config, '--json');
      expect(JSON.parse(report)).toMatchObject({ problemCount: 0, ended: true });
    });
    const readModels = [0, 1, 2, 3].map(async (validator) => {
      const config = `/config/validator-${validator}/baton.json`;
      const report = await project.baton('projection', 'verify', '--config', config, '--json');
      expect(JSON.parse(report)).toMatchObject({ freeze: { equal: true }, handoff: { equal: true } });
    });
    await Promise.all([...logs, ...readModels]);
  });
});
