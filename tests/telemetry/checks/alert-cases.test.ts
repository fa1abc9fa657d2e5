import { readdirSync, readFileSync } from 'node:fs';
import { METRICS } from '@baton/telemetry';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { declaredName, problemsOf } from './promql.ts';

interface Histories {
  tests: {
    name: string;
    input_series: { series: string }[];
    alert_rule_test: { alertname: string; exp_alerts: { exp_labels: Record<string, string> }[] }[];
  }[];
}

interface Rules {
  groups: { rules: { alert?: string; expr: string; labels?: Record<string, string> }[] }[];
}

const read = <T>(path: string): T => parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
const histories = readdirSync(new URL('../alert-cases/', import.meta.url)).flatMap(
  (file) => read<Histories>(`../alert-cases/${file}`).tests,
);
const looks = histories.flatMap(({ alert_rule_test }) => alert_rule_test);
const alerts = read<Rules>('../../../deploy/observability/prometheus/rules/alerts.yml').groups.flatMap((group) =>
  group.rules.map((rule) => ({ ...rule, alert: rule.alert ?? '' })),
);

const declared = new Map(Object.values(METRICS).map(({ name, labels }) => [name as string, labels]));

/** What is wrong with a series: its name, its labels, or a value that is not of a label's closed set. */
function faultsOf(series: string): string[] {
  const labels: Record<string, readonly string[]> = declared.get(declaredName(series.replace(/\{.*/, '')) ?? '') ?? {};
  const values = [...series.matchAll(/(\w+)="([^"]*)"/g)].filter(
    ([, label = '', value = '']) => labels[label] !== undefined && !labels[label].includes(value),
  );
  return [...problemsOf(series), ...values.map(([matcher]) => `never ${matcher}`)];
}

/** What promtool runs (promtool.test.ts), looked at where there is no promtool. */
describe('the histories of the alerts', () => {
  it.each(alerts.map(({ alert, labels }) => [alert, labels?.severity] as const))(
    'have one in which %s fires and one in which it is silent',
    (alert, severity) => {
      const own = looks.filter(({ alertname }) => alertname === alert);
      const fired = own.flatMap(({ exp_alerts }) => exp_alerts);
      expect(fired.length).toBeGreaterThan(0);
      expect(own.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
      for (const { exp_labels } of fired) expect(exp_labels.severity).toBe(severity);
    },
  );

  it.each(histories.map(({ name, input_series }) => [name, input_series] as const))(
    'are made of series that are declared: %s',
    (_, series) => {
      for (const { series: name } of series) expect(faultsOf(name), name).toEqual([]);
    },
  );

  it('look only at alerts that there are', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(looks.map(({ alertname }) => alertname).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(histories.map(({ name }) => name)).size).toBe(histories.length);
  });

  it.each([
    ['baton_log_standstill{network="n"}', /nobody declares/],
    ['baton_log_pending_messages{code="n"}', /label code/],
    ['baton_handoff_closed{reason="certified"}', /never reason="certified"/],
  ])('would tell of %s', (series, fault) => {
    expect(faultsOf(series).join('; ')).toMatch(fault);
  });
});
