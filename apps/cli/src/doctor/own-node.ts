import type { FlatConfiguration } from '@baton/service-runtime';
import { Field } from '../json-input.ts';
import { below, malformed, request } from '../node/http.ts';
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
    return [ok('process', listener.host, `runs; all ${services.names().length} services are ready`)];
  return waiting.map((name) =>
    warn(
      'process',
      name,
      `waits for ${services.get(name).maybe('waitingFor')?.text() ?? 'something'}`,
      '`baton status` tells since when, and what to do.',
    ),
  );
}

/** Each key of the configuration against what the services read. */
export async function examineConfiguration(
  kind: 'node' | 'consensus-log',
  configuration: FlatConfiguration,
): Promise<Finding> {
  if (kind === 'consensus-log')
    return ok('configuration', 'consensus-log', 'has what the log needs; the service itself checks the rest');
  const [{ loadServices }, { selectConfiguration, ConfigurationError }] = await Promise.all([
    import('@baton/node'),
    import('@baton/service-runtime'),
  ]);
  const local = { blobServiceUrl: 'http://127.0.0.1', engineUrl: 'http://127.0.0.1', ...configuration };
  const problems = new Set<string>();
  const definitions = await loadServices();
  for (const { config } of definitions) {
    try {
      selectConfiguration(config, local);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const { key, problem } of error.problems) problems.add(`${key} ${problem}`);
    }
  }
  if (problems.size === 0) return ok('configuration', 'keys', `all ${definitions.length} services can read theirs`);
  return fail('configuration', 'keys', [...problems].join('; '), 'Correct them; the node does not start with them.');
}
