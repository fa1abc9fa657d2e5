import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { withoutCompose } from './engine.ts';

const cwd = fileURLToPath(new URL('../../deploy/compose', import.meta.url));

/** What compose makes of the files, the profiles of the environment files switched on. */
async function servicesWith(...environmentFiles: string[]): Promise<string[]> {
  const files = ['.env', ...environmentFiles].flatMap((file) => ['--env-file', file]);
  const { stdout } = await execa('docker', ['compose', ...files, 'config'], { cwd });
  return Object.keys((parse(stdout) as { services: object }).services);
}

describe.skipIf(withoutCompose !== '')(`the profiles of deploy/compose${withoutCompose}`, () => {
  test('each adds what it is for', async () => {
    const plain = await servicesWith();
    const added = async (...files: string[]) =>
      (await servicesWith(...files)).filter((service) => !plain.includes(service)).sort();
    const cluster = ['nats-1', 'nats-2'];
    const observability = [
      'grafana',
      'loki',
      'nats-exporter',
      'otel-collector',
      'postgres-exporter',
      'prometheus',
      'tempo',
    ];
    expect(await added('cluster.env')).toEqual(cluster);
    expect(await added('observability.env')).toEqual(observability);
  });
});
