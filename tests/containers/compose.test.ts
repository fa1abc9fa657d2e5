import { until } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ComposeNetwork, type LogHead } from './compose-network.ts';
import { ComposeProject } from './compose-project.ts';
import { withoutCompose } from './engine.ts';
import { lossesOf } from './losses.ts';

const EPOCH_SECONDS = 15;
/** One of each kind; which sequencer is the active one is asked when their turn comes. */
const KINDS = [
  'nats',
  'postgres',
  'devchain',
  'the active sequencer',
  'the sequencer that stands by',
  'validator-0-freeze-projector',
  'validator-1-aggregator',
  'validator-2-announcer',
  'validator-3-blob-service',
  'validator-0-sui-syncer',
  'validator-1-barrier',
  'validator-2-session-runner',
  'validator-3-front',
  'console',
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

describe.skipIf(withoutCompose !== '')(`deploy/compose${withoutCompose}`, () => {
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

  test('an operator is told that all is well: by a front, by the console, by the doctor', async () => {
    const allWell = (...whom: string[]) =>
      project.baton('status', ...whom).then(
        () => true,
        () => false,
      );
    const front = ['--node', 'http://validator-0-front:8080'];
    const console = ['--console', 'http://console:8080', '--node', 'validator-3'];
    for (const whom of [front, console]) await until(() => allWell(...whom), { what: `status ${whom.join(' ')}` });
    expect(await project.doctor(2)).toContain('3 of 3 peers answer');
  });

  async function serviceOf(kind: (typeof KINDS)[number]): Promise<string> {
    if (kind === 'the active sequencer') return network.activeSequencer();
    if (kind === 'the sequencer that stands by') return network.standbySequencer();
    return kind;
  }

  test.each(KINDS)('killed and up again: %s', async (kind) => {
    const service = await serviceOf(kind);
    const head = await network.head();
    before.push(head);
    await project.kill(service);
    expect(await project.states(service)).toMatchObject([{ state: 'exited', exitCode: 137 }]);
    const [, validator, part = ''] = /^validator-(\d)-(.+)$/.exec(service) ?? [];
    const path = PATH_OF[part];
    if (path !== undefined) expect(await network.statusAt(Number(validator), path)).toBe(503);
    // A quorum of the validators and the other sequencer go on meanwhile.
    if (!NEEDED_BY_ALL.includes(kind)) await network.commitsAfter(head);
    if (kind === 'the active sequencer') await network.consoleTellsCommitsAfter(head);
    if (validator === undefined) await project.up();
    else await project.upAlone(service);
    await network.commitsAfter(head);
  });

  test('nothing was lost: certificates, commits, logs that verify, read models equal to a rebuild', async () => {
    expect(await lossesOf(project, network, before)).toEqual([]);
  });
});
