import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseQuery, problemsOf } from './promql.ts';

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

const root = new URL('../../../', import.meta.url);
const folder = new URL('deploy/observability/prometheus/rules/', root);
const rules = readdirSync(folder).flatMap((file) => {
  const { groups } = parse(readFileSync(new URL(file, folder), 'utf8')) as {
    groups: { name: string; rules: Rule[] }[];
  };
  return groups.flatMap((group) => group.rules);
});
const records = rules.filter((rule) => rule.record !== undefined);
const alerts = rules.filter((rule) => rule.alert !== undefined);
/** A recorded series has the labels that its rule groups by. */
const recorded = new Map(
  records.map(({ record = '', expr }) => [record, parseQuery(expr).grouping as ReadonlySet<string>]),
);

/** Parameters stand in capitals on a page and behind a colon in a route. */
const patternOf = (path: string): string => path.replaceAll(/\/(:\w+|[A-Z]+)(?=\/|$)/g, '/*');
const services = new URL('services/', root);
const routes = new Set(
  readdirSync(services, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\/src\/[\w-]+\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(new URL(file, services), 'utf8').matchAll(/['`](\/v1\/[\w:/-]+)['`]/g)])
    .map(([, path = '']) => patternOf(path)),
);

const SEVERITIES = ['critical', 'warning'];
const RUNBOOKS = 'docs/run/alerts/';
const pages = readdirSync(new URL(RUNBOOKS, root)).filter((file) => file !== 'README.md');

describe('recording rules', () => {
  it.each(records.map(({ record = '', expr }) => [record, expr] as const))(
    '%s is made of what is declared',
    (record, expr) => {
      expect(record).toMatch(/^baton:[a-z0-9_]+(:[a-z0-9_]+)?$/);
      expect(problemsOf(expr, recorded)).toEqual([]);
    },
  );
});

describe('alerts', () => {
  it('have names of their own', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it.each(alerts.map((rule) => [rule.alert ?? '', rule] as const))('%s is complete', (name, rule) => {
    const { expr, labels = {}, annotations = {} } = rule;
    expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(problemsOf(expr, recorded), expr).toEqual([]);
    expect(SEVERITIES).toContain(labels.severity);
    expect(annotations.runbook).toBe(`${RUNBOOKS}${name}.md`);
    const { metrics, grouping } = parseQuery(expr);
    const kept = new Set([...grouping, ...[...metrics].flatMap((metric) => [...(recorded.get(metric) ?? [])])]);
    // A bare selector keeps all labels of its series.
    if (grouping.size === 0 && metrics.has('up'))
      for (const label of ['service', 'validator', 'instance']) kept.add(label);
    for (const [, label = ''] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)) {
      expect([...kept], `${name}: ${label}`).toContain(label);
    }
  });

  it('each have a page, and each page an alert', () => {
    expect(pages.sort()).toEqual(alerts.map(({ alert }) => `${alert}.md`).sort());
  });

  it.each(pages)('%s tells cause, how to see it and remedy', (page) => {
    const text = readFileSync(new URL(`${RUNBOOKS}${page}`, root), 'utf8');
    expect(text).toMatch(new RegExp(`^# ${page.replace('.md', '')}\n`));
    for (const heading of ['Cause', 'How to see it', 'Remedy'])
      expect(text).toMatch(new RegExp(`\n## ${heading}\n\n- `));
    for (const [, target = ''] of text.matchAll(/\]\((\w+\.md)\)/g))
      expect(pages, `${page} -> ${target}`).toContain(target);
  });

  it.each(pages)('%s asks only for what is served', (page) => {
    const text = readFileSync(new URL(`${RUNBOOKS}${page}`, root), 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:GET|PUT) (\/v1\/[\w/-]+)/g)) {
      expect([...routes], `${page}: ${path}`).toContain(patternOf(path));
    }
  });

  it('are all on the list', () => {
    const list = readFileSync(new URL(`${RUNBOOKS}README.md`, root), 'utf8');
    for (const { alert, labels } of alerts) expect(list).toContain(`| [${alert}](${alert}.md) | ${labels?.severity} |`);
  });
});
