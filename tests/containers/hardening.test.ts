import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ComposeService, composeServices } from './compose-configuration.ts';
import { withoutComposeClient } from './engine.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const dotEnv = read('deploy/compose/.env');
const pinned = [...dotEnv.matchAll(/^\w+_IMAGE=(.+)$/gm)].map(([, image = '']) => image);
/** Built by the Dockerfile, whose last word is a user without rights and a health check. */
const OWN_IMAGE = /^baton\/(services|front):/;
/** Images of others that name a user without rights themselves. */
const UNPRIVILEGED_IMAGES = [
  'prom/prometheus',
  'grafana/tempo',
  'grafana/loki',
  'grafana/grafana',
  'prometheuscommunity/postgres-exporter',
];
const ROOT_BECAUSE: Record<string, string> = { 'otel-collector': 'the logs of containers belong to root' };
const UNCHECKED_BECAUSE: Record<string, string> = {
  'otel-collector': 'its image has no shell and no wget',
  tempo: 'its image promises no shell and no wget',
  loki: 'its image promises no shell and no wget',
};
const SECRET_NAME = /PASS|SECRET|TOKEN|KEY|CREDENTIAL/;
/** A password in an address, or what looks like a key. */
const SECRET_VALUE = /:\/\/[^/\s]*:[^/\s]*@|^[0-9a-f]{32,}$|^[A-Za-z0-9+/]{40,}={0,2}$/;

const isJob = ({ restart }: ComposeService): boolean => restart === 'no';

function unprivileged(name: string, { user, image }: ComposeService): boolean {
  if (name in ROOT_BECAUSE) return true;
  if (user !== undefined) return !/^(root|0)(:|$)/.test(user);
  return OWN_IMAGE.test(image) || UNPRIVILEGED_IMAGES.includes(image.replace(/:.*/, ''));
}

function checked(name: string, service: ComposeService): boolean {
  if (isJob(service) || name in UNCHECKED_BECAUSE) return true;
  if (service.healthcheck === undefined) return OWN_IMAGE.test(service.image);
  return service.healthcheck.disable !== true;
}

const secretsIn = ({ environment = {} }: ComposeService): string[] =>
  Object.entries(environment)
    .filter(([name, value]) => (SECRET_NAME.test(name) && !/_FILE$/.test(name)) || SECRET_VALUE.test(value ?? ''))
    .map(([name]) => name);

/** In what a service is not kept tight. */
function faultsOf(name: string, service: ComposeService): string[] {
  const limits = service.deploy?.resources?.limits ?? {};
  const rules: Record<string, boolean> = {
    'its root can be written': service.read_only === true,
    'it has capabilities': service.cap_drop?.join() === 'ALL',
    'it may gain privileges': service.security_opt?.includes('no-new-privileges:true') === true,
    'it runs as root': unprivileged(name, service),
    'its processor is unlimited': (limits.cpus ?? 0) > 0,
    'its memory is unlimited': Number(limits.memory ?? 0) > 0,
    'its processes are unlimited': (limits.pids ?? 0) > 0,
    'nobody asks whether it is well': checked(name, service),
    'its image is not pinned in .env': pinned.includes(service.image),
    'its image may change': /:[^:]*\d[^:]*$/.test(service.image) && !/:latest$/.test(service.image),
    'it is reached from outside': (service.ports ?? []).every(({ host_ip }) => host_ip === '127.0.0.1'),
  };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]);
  return [...broken, ...secretsIn(service).map((variable) => `its environment has a secret: ${variable}`)];
}

describe.skipIf(withoutComposeClient !== '')(`each container of deploy/compose${withoutComposeClient}`, () => {
  let services: Record<string, ComposeService>;
  beforeAll(async () => {
    services = await composeServices(['observability.env'], ['*']);
  });

  test('is kept as tight as its README says', () => {
    const faults = Object.entries(services).map(([name, service]) => [name, faultsOf(name, service)] as const);
    expect(faults.filter(([, found]) => found.length > 0)).toEqual([]);
    expect(faults.length).toBeGreaterThan(50);
  });

  test('that is an exception is still there', () => {
    for (const name of [...Object.keys(ROOT_BECAUSE), ...Object.keys(UNCHECKED_BECAUSE)]) {
      expect(Object.keys(services)).toContain(name);
      expect(services[name]?.healthcheck).toBeUndefined();
    }
    expect(services['otel-collector']?.user).toBe('0:0');
  });

  test('that is built here has a user without rights and a health check', () => {
    const stages = read('Dockerfile').split(/^FROM /m);
    for (const stage of ['services', 'front']) {
      const text = stages.find((candidate) => candidate.split('\n')[0]?.endsWith(` AS ${stage}`)) ?? '';
      expect(text.match(/^USER .+$/gm)).toEqual(['USER node']);
      expect(text).toMatch(/^HEALTHCHECK --/m);
    }
  });

  test.each<[string, string, Partial<ComposeService>]>([
    ['its root can be written', 'console', { read_only: false }],
    ['it has capabilities', 'console', { cap_drop: [] }],
    ['it may gain privileges', 'console', { security_opt: [] }],
    ['it runs as root', 'nats', { user: '0:0' }],
    ['it runs as root', 'nats-exporter', { user: undefined }],
    ['its processor is unlimited', 'postgres', { deploy: { resources: { limits: { memory: '1', pids: 1 } } } }],
    ['its memory is unlimited', 'postgres', { deploy: { resources: { limits: { cpus: 1, pids: 1 } } } }],
    ['its processes are unlimited', 'postgres', { deploy: { resources: { limits: { cpus: 1, memory: '1' } } } }],
    ['nobody asks whether it is well', 'grafana', { healthcheck: undefined }],
    ['nobody asks whether it is well', 'console', { healthcheck: { disable: true } }],
    ['its image is not pinned in .env', 'nats', { image: 'nats:2.0.0-alpine' }],
    ['its image may change', 'nats', { image: 'nats:latest' }],
    ['it is reached from outside', 'console', { ports: [{ host_ip: '0.0.0.0', published: '8080' }] }],
    ['its environment has a secret: POSTGRES_PASSWORD', 'postgres', { environment: { POSTGRES_PASSWORD: 'p' } }],
    [
      'its environment has a secret: BATON_DATABASE_URL',
      'console',
      { environment: { BATON_DATABASE_URL: 'postgres://a:b@postgres/a' } },
    ],
  ])('would be told that %s', (fault, name, change) => {
    expect(faultsOf(name, { ...(services[name] as ComposeService), ...change })).toContain(fault);
  });
});
