import { readConfiguration } from '../configuration.ts';
import { Field } from '../json-input.ts';
import { below, malformed, request } from '../node/http.ts';
import { counted } from '../output/words.ts';
import { type Finding, fail, ok, skipped, warn } from './finding.ts';

const TIMEOUT_MS = 5_000;

/** Whether the process of this configuration runs, and what its services wait for. */
export async function examineProcess(listener: URL | undefined): Promise<Finding[]> {
  if (listener === undefined)
    return [skipped('process', 'internal listener', 'the configuration names no internalPort')];
  const answer = await request(below(listener, '/readyz'), 'application/json', TIMEOUT_MS).catch(() => undefined);
  if (answer === undefined)
    return [
      warn('process', listener.host, 'does not answer', 'Start it, if it should run; its log says why it ended.'),
    ];
  const body = new Field(JSON.parse(Buffer.from(answer.bytes).toString()), listener.href, malformed);
  const services = body.get('services');
  const waiting = services.names().filter((name) => !services.get(name).get('ready').boolean());
  if (waiting.length === 0)
    return [ok('process', listener.host, `runs; ${counted(services.names().length, 'service')} ready`)];
  return waiting.map((name) =>
    warn(
      'process',
      name,
      `waits for ${services.get(name).maybe('waitingFor')?.text() ?? 'something'}`,
      '`baton status` tells since when, and what to do.',
    ),
  );
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
