import { readFileSync } from 'node:fs';
import { METRICS, SPANS } from '@baton/telemetry';
import { describe, expect, it } from 'vitest';
import { FIELD_METRICS } from './field-metrics.ts';

const page = readFileSync(new URL('../../../docs/spec/telemetry.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const cellsOf = (name: string) =>
  rows
    .find((row) => row.startsWith(`| \`${name}\` |`))
    ?.split('|')
    .map((cell) => cell.trim());

describe('docs/spec/telemetry.md', () => {
  it.each(Object.values(METRICS).map((metric) => [metric.name, metric] as const))(
    'lists %s as declared',
    (name, metric) => {
      const [, , type, labels = '', help] = cellsOf(name) ?? [];
      expect([type, help]).toEqual([metric.type, metric.help]);
      for (const label of Object.keys(metric.labels)) expect(labels).toContain(`${label}: `);
    },
  );

  it.each(Object.values(SPANS))('lists the span %s', (name) => {
    expect(cellsOf(name)).toBeDefined();
  });

  it('lists no metric or span that is not declared', () => {
    const declared = new Set<string>([...Object.values(METRICS).map(({ name }) => name), ...Object.values(SPANS)]);
    const listed = rows.flatMap((row) => /^\| `((?:ika_|baton_)\w+|\w+\.\w+)` \|/.exec(row)?.[1] ?? []);
    expect(listed.filter((name) => !declared.has(name))).toEqual([]);
  });
});

describe('the names of the field', () => {
  const declared = new Set<string>(Object.values(METRICS).map(({ name }) => name));
  const section = page.slice(page.indexOf('### Names of the original'), page.indexOf('## Spans'));
  /** Each name of the table with why it is not declared. */
  const reasons = new Map(
    [...section.matchAll(/^\| (`.*?) \| (.+) \|$/gm)].flatMap(([, names = '', reason = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, reason] as const),
    ),
  );

  it.each(FIELD_METRICS)('%s is declared, or has its reason, and not both', (name) => {
    expect([declared.has(`ika_${name}`), reasons.has(name)].filter(Boolean)).toHaveLength(1);
  });

  it('stand in the table only if they are of the field', () => {
    expect([...reasons.keys()].filter((name) => !FIELD_METRICS.includes(name))).toEqual([]);
  });
});
