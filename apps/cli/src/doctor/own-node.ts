import { readConfiguration } from '../configuration.ts';
import { processesAt } from '../node/processes.ts';
import { counted } from '../output/words.ts';
import { type Finding, fail, ok, skipped, warn } from './finding.ts';

/** Whether the process of this configuration runs, and what its services wait for. */
export async function examineProcess(listener: URL | undefined): Promise<Finding[]> {
  if (listener === undefined)
    return [skipped('process', 'internal listener', 'the configuration names no internalPort')];
  const processes = await processesAt(listener);
  const away = processes.filter(({ answer }) => answer === undefined);
  const services = processes.flatMap(({ answer }) => {
    const each = answer?.get('services');
    return (each?.names() ?? []).map((name) => ({ name, readiness: each!.get(name).get('readiness') }));
  });
  const waiting = services.filter(({ readiness }) => !readiness.get('ready').boolean());
  if (away.length + waiting.length === 0)
    return [ok('process', listener.host, `runs; ${counted(services.length, 'service')} ready`)];
  return [
    ...away.map(({ base }) =>
      warn(
        'process',
        `${base.host}${base.pathname.replace(/\/$/, '')}`,
        'does not answer',
        'Start it, if it should run; its log says why it ended.',
      ),
    ),
    ...waiting.map(({ name, readiness }) =>
      warn(
        'process',
        name,
        `waits for ${readiness.maybe('waitingFor')?.text() ?? 'something'}`,
        '`baton status` tells since when, and what to do.',
      ),
    ),
  ];
}

const LOCAL = 'http://127.0.0.1';

/** Each key of the configuration against what the services read. */
export async function examineConfiguration(kind: 'node' | 'consensus-log', path: string): Promise<Finding> {
  const { selectConfiguration, ConfigurationError } = await import('@baton/service-runtime');
  const definitions = kind === 'node' ? await nodeServices() : [(await import('@baton/consensus-log')).service];
  const schemas = definitions.map(({ config }) => config);
  // Services of one process find each other without being told where.
  const local = { blobServiceUrl: LOCAL, engineUrl: LOCAL, ...(await readConfiguration(path, schemas)) };
  const problems = new Set<string>();
  for (const schema of schemas) {
    try {
      selectConfiguration(schema, local);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const { key, problem } of error.problems) problems.add(`${key} ${problem}`);
    }
  }
  if (problems.size === 0)
    return ok('configuration', 'keys', `${counted(definitions.length, 'service')} can read theirs`);
  return fail('configuration', 'keys', [...problems].join('; '), 'Correct them; it does not start with them.');
}

async function nodeServices() {
  const { loadServices } = await import('@baton/node');
  return loadServices();
}
