import { readFileSync } from 'node:fs';
import { schemaCheck } from '@baton/service-runtime';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { problemsOf } from './promql.ts';

const folder = new URL('../../../deploy/observability/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const yaml = (path: string): unknown => parse(read(path), { strict: true, uniqueKeys: true });

const strict = { additionalProperties: false };
const Targets = Type.Array(
  Type.Object(
    {
      targets: Type.Array(Type.String({ pattern: '^[a-z0-9.-]+:\\d+$' }), { minItems: 1 }),
      labels: Type.Object({ network: Type.String(), validator: Type.String(), service: Type.String() }, strict),
    },
    strict,
  ),
);

interface Collector {
  receivers: object;
  processors: object;
  exporters: Record<string, { endpoint: string }>;
  extensions: object;
  service: {
    extensions: string[];
    pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>;
  };
}

interface Datasource {
  uid: string;
  type: string;
  url: string;
  jsonData: Record<string, unknown>;
}

describe('the collector', () => {
  const { service, ...parts } = yaml('otel-collector/config.yaml') as Collector;

  it('runs only components that are configured, and configures only those that run', () => {
    expect([...service.extensions].sort()).toEqual(Object.keys(parts.extensions).sort());
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      const used = new Set(Object.values(service.pipelines).flatMap((pipeline) => pipeline[kind]));
      expect([...used].sort()).toEqual(Object.keys(parts[kind]).sort());
    }
  });

  it('limits its memory before anything else', () => {
    for (const { processors } of Object.values(service.pipelines)) expect(processors[0]).toBe('memory_limiter');
  });

  it('sends to where Tempo and Loki listen', () => {
    const tempo = yaml('tempo/tempo.yaml') as {
      distributor: { receivers: { otlp: { protocols: { grpc: { endpoint: string } } } } };
    };
    const loki = yaml('loki/loki.yaml') as { server: { http_listen_port: number } };
    const port = tempo.distributor.receivers.otlp.protocols.grpc.endpoint.split(':')[1];
    expect(parts.exporters['otlp/tempo']?.endpoint).toBe(`tempo:${port}`);
    expect(parts.exporters['otlphttp/loki']?.endpoint).toBe(`http://loki:${loki.server.http_listen_port}/otlp`);
  });
});

describe('Loki', () => {
  it('keeps everything in the folder that the image gives to its user, where the volume is', () => {
    const { common } = yaml('loki/loki.yaml') as { common: { path_prefix: string } };
    expect(common.path_prefix).toBe('/loki');
    expect(
      read('loki/loki.yaml')
        .match(/\/[\w/]*loki\/\w+/g)
        ?.every((path) => path.startsWith('/loki/')),
    ).toBe(true);
    const { services } = yaml('../compose/observability.yaml') as { services: { loki: { volumes: string[] } } };
    expect(services.loki.volumes).toContain('loki:/loki');
  });
});

describe('Grafana', () => {
  const { datasources } = yaml('grafana/provisioning/datasources/datasources.yaml') as { datasources: Datasource[] };
  const text = read('grafana/provisioning/datasources/datasources.yaml');
  const jsonDataOf = (name: string): unknown => datasources.find(({ uid }) => uid === name)?.jsonData ?? {};

  it('links only to datasources that are there', () => {
    const uids = datasources.map(({ uid }) => uid);
    expect(uids).toEqual(['prometheus', 'tempo', 'loki']);
    for (const [, uid] of text.matchAll(/datasourceUid: (\w+)/g)) expect(uids).toContain(uid);
  });

  it('goes from a trace to metrics that are declared, and to its logs', () => {
    const { tracesToMetrics, tracesToLogsV2 } = jsonDataOf('tempo') as {
      tracesToMetrics: { datasourceUid: string; tags: { value: string }[]; queries: { query: string }[] };
      tracesToLogsV2: { datasourceUid: string; filterByTraceID: boolean };
    };
    expect(tracesToMetrics.tags.map(({ value }) => value)).toEqual(['network', 'validator']);
    expect(tracesToMetrics.queries.length).toBeGreaterThan(0);
    for (const { query } of tracesToMetrics.queries) {
      expect(query).toContain('$$__tags');
      expect(problemsOf(query), query).toEqual([]);
    }
    expect(tracesToLogsV2).toMatchObject({ datasourceUid: 'loki', filterByTraceID: true });
  });

  it('reads dashboards from where they are mounted', () => {
    const { providers } = yaml('grafana/provisioning/dashboards/dashboards.yaml') as {
      providers: { options: { path: string } }[];
    };
    const mount = read('README.md').match(/`grafana\/dashboards` at `([^`]+)`/)?.[1];
    expect(providers.map(({ options }) => options.path)).toEqual([mount]);
  });
});

describe('Prometheus', () => {
  it('is given targets of the shape that dashboards go by', () => {
    expect(schemaCheck(Targets)(JSON.parse(read('prometheus/targets.example.json')))).toBe(true);
    expect(schemaCheck(Targets)([{ targets: ['announcer'], labels: { network: 'local' } }])).toBe(false);
  });
});

describe('the README', () => {
  it.each(['otel-collector/config.yaml', 'tempo/tempo.yaml', 'loki/loki.yaml'])('names %s', (path) => {
    expect(read('README.md')).toContain(`\`${path}\``);
    expect(yaml(path)).toBeTypeOf('object');
  });
});
