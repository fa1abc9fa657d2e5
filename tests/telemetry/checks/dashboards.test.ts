import { readdirSync, readFileSync } from 'node:fs';
import { dashboards, FOREIGN_METRICS } from '@baton/observability';
import { METRICS } from '@baton/telemetry';
import { describe, expect, it } from 'vitest';
import { declaredName, parseQuery, problemsOf } from './promql.ts';

interface Panel {
  type: string;
  title?: string;
  description?: string;
  datasource?: { uid: string };
  targets?: { expr: string; legendFormat?: string }[];
}

interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  /** Absent where there is nothing to choose. */
  templating?: { list?: { name: string; query: string }[] };
}

const folder = new URL('../../../deploy/observability/grafana/dashboards/', import.meta.url);
const boards = readdirSync(folder).map((file) => {
  const board = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Dashboard;
  const panels = board.panels.filter(({ type }) => type !== 'row');
  return { file, board, panels };
});
const queries = boards.flatMap(({ file, panels }) =>
  panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ at: `${file}: ${title}`, ...target }))),
);
const METRIC_OF_VARIABLE = /^label_values\((.+), \w+\)$/;

describe('the dashboards', () => {
  it('are what their sources say: pnpm --filter @baton/observability generate', () => {
    expect(boards.map(({ file }) => file).sort()).toEqual([...dashboards.keys()].sort());
    for (const [file, text] of dashboards) expect(readFileSync(new URL(file, folder), 'utf8')).toBe(text);
  });

  it('have names of their own, and panels that say what they show', () => {
    expect(new Set(boards.map(({ board }) => board.uid)).size).toBe(boards.length);
    for (const { file, board, panels } of boards) {
      expect(board.schemaVersion, file).toBeGreaterThan(30);
      const titles = panels.map(({ title }) => title);
      expect(new Set(titles).size, `${file}: ${titles}`).toBe(titles.length);
      for (const { title, description = '', datasource, targets = [] } of panels) {
        expect(description.length, `${file}: ${title}`).toBeGreaterThan(10);
        expect(datasource?.uid, `${file}: ${title}`).toBe('prometheus');
        expect(targets.length, `${file}: ${title}`).toBeGreaterThan(0);
      }
    }
  });

  it.each(queries.map(({ at, expr }) => [at, expr] as const))('%s asks only for what is declared', (_, expr) => {
    expect(problemsOf(expr), expr).toEqual([]);
  });

  it('name in their legends only labels that the query keeps', () => {
    for (const { at, expr, legendFormat = '' } of queries) {
      const { grouping } = parseQuery(expr);
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        expect([...grouping], `${at}: ${expr}`).toContain(label);
      }
    }
  });

  it('choose by labels of declared metrics', () => {
    for (const { file, board } of boards) {
      const variables = board.templating?.list ?? [];
      const names = variables.map(({ name }) => name);
      for (const { query } of variables) {
        expect(problemsOf(METRIC_OF_VARIABLE.exec(query)?.[1] ?? ''), `${file}: ${query}`).toEqual([]);
      }
      const used = [...JSON.stringify(board.panels).matchAll(/\$(\w+)/g)].map(([, name = '']) => name);
      for (const name of used) expect(['__rate_interval', ...names], file).toContain(name);
    }
  });

  it('list no name of another program that nothing asks for', () => {
    const rules = readFileSync(new URL('../../prometheus/rules/alerts.yml', folder), 'utf8');
    const asked = [...queries.map(({ expr }) => expr), rules].join('\n');
    const unused = Object.values(FOREIGN_METRICS)
      .flat()
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(asked));
    expect(unused).toEqual([]);
  });

  it('show every declared metric', () => {
    const shown = new Set(queries.flatMap(({ expr }) => [...parseQuery(expr).metrics].map(declaredName)));
    const missing = Object.values(METRICS)
      .map(({ name }) => name)
      .filter((name) => !shown.has(name));
    expect(missing).toEqual([]);
  });
});

describe('the check itself', () => {
  it.each([
    ['a metric that nobody declares', 'rate(baton_log_commit_total[5m])', /nobody declares baton_log_commit_total/],
    ['a label that the metric lacks', 'sum by (author) (baton_log_pending_messages)', /label author/],
    ['a matcher on a label it lacks', 'baton_log_admissions_total{result="ok"}', /label result/],
    ['a histogram without its part', 'baton_log_append_duration_seconds', /nobody declares/],
    ['what is no PromQL', 'sum(rate(baton_log_commits_total[5m])', /no PromQL/],
  ])('finds %s', (_, expression, problem) => {
    expect(problemsOf(expression).join('; ')).toMatch(problem);
  });
});
