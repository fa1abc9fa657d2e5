import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ComposeService, composeServices } from './compose-configuration.ts';
import { withoutComposeClient } from './engine.ts';

const provisioning = new URL('../../deploy/observability/grafana/provisioning/', import.meta.url);
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

describe.skipIf(withoutComposeClient !== '')(`the profiles of deploy/compose${withoutComposeClient}`, () => {
  test('each adds what it is for', async () => {
    const plain = Object.keys(await composeServices());
    const added = async (...files: string[]) =>
      Object.keys(await composeServices(files))
        .filter((service) => !plain.includes(service))
        .sort();
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

  test.each([
    ['one server', []],
    ['a cluster', ['cluster.env']],
  ])('the exporter asks each server of the log by its own address: %s', async (_, files) => {
    const services = await composeServices(files, ['observability', ...(files.length > 0 ? ['cluster'] : [])]);
    const servers = Object.values(services).flatMap(({ environment }) => environment?.SERVER_NAME ?? []);
    const command = services['nats-exporter']?.command ?? [];
    expect(command).toContain('-healthz');
    expect(command.filter((word) => !word.startsWith('-'))).toEqual(servers.map((name) => `http://${name}:8222`));
  });

  test('the console leads from a trace id to Grafana, which shows the trace', async () => {
    expect((await composeServices()).console?.environment?.BATON_TRACE_URL).toBe('');
    const { console, grafana } = await composeServices(['observability.env']);
    const link = new URL((console?.environment?.BATON_TRACE_URL ?? '').replace('{traceId}', TRACE_ID));
    const [published] = (grafana as ComposeService).ports ?? [];
    expect(link.origin).toBe(`http://${published?.host_ip}:${published?.published}`);
    expect(link.pathname).toBe('/explore');
    const panes = Object.values(JSON.parse(link.searchParams.get('panes') ?? '{}') as object);
    const { datasources } = parse(readFileSync(new URL('datasources/datasources.yaml', provisioning), 'utf8')) as {
      datasources: { uid: string; type: string }[];
    };
    const { uid, type } = datasources.find((datasource) => datasource.type === 'tempo') ?? {};
    expect(panes).toMatchObject([{ datasource: uid, queries: [{ datasource: { uid, type }, query: TRACE_ID }] }]);
    // A Viewer may not use Explore.
    expect(grafana?.environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Editor',
    });
  });
});
