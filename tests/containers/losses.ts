import type { ComposeNetwork, LogHead } from './compose-network.ts';
import type { ComposeProject } from './compose-project.ts';

const VALIDATORS = [0, 1, 2, 3];
/** What `log verify` and `projection verify` read. */
const STORES = ['nats', 'nats-1', 'nats-2', 'postgres'];
const LOG_CONFIG = '/config/consensus-log/baton.json';

/**
 * What a network has lost since it began: certificates, commits that its log once told of, streams that do not verify,
 * read models that differ from a rebuild. It runs when this is called; afterwards only its log and its database do.
 */
export async function lossesOf(
  project: ComposeProject,
  network: ComposeNetwork,
  told: readonly LogHead[],
): Promise<string[]> {
  const { epoch: open } = await network.head();
  await network.finished(open);
  const ended = Array.from({ length: open }, (_, index) => index + 1);
  const losses: string[] = [];
  for (const epoch of ended) losses.push(...(await network.certificateProblems(epoch)));
  for (const { epoch, round, digest } of told)
    if ((await network.digestAt(epoch, round)) !== digest) losses.push(`another commit ${round} in epoch ${epoch}`);
  // What verifies has the machine to itself.
  await project.up();
  const others = (await project.states()).filter(({ service }) => !STORES.includes(service));
  await project.stop(...others.map(({ service }) => service));
  const reports = await Promise.all([
    ...ended.map((epoch) => logProblems(project, epoch)),
    ...VALIDATORS.map((validator) => readModelProblems(project, validator)),
  ]);
  return [...losses, ...reports.flat()];
}

async function logProblems(project: ComposeProject, epoch: number): Promise<string[]> {
  const report = await project.baton('log', 'verify', String(epoch), '--config', LOG_CONFIG, '--json');
  const { problemCount, ended } = JSON.parse(report) as { problemCount: number; ended: boolean };
  return problemCount === 0 && ended ? [] : [`the log of epoch ${epoch}: ${report}`];
}

async function readModelProblems(project: ComposeProject, validator: number): Promise<string[]> {
  const config = `/config/validator-${validator}/baton.json`;
  const report = await project.baton('projection', 'verify', '--config', config, '--json');
  const { freeze, handoff } = JSON.parse(report) as Record<'freeze' | 'handoff', { equal: boolean }>;
  return freeze.equal && handoff.equal ? [] : [`the read models of validator ${validator}: ${report}`];
}
