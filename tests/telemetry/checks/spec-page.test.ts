import { readFileSync } from 'node:fs';
import { METRICS, SPANS } from '@baton/telemetry';
import { describe, expect, it } from 'vitest';

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
