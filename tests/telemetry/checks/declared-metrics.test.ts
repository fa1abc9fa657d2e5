import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { METRICS, SPANS } from '@baton/telemetry';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The product's own sources by their package. */
const sources = new Map(
  ['packages', 'services'].flatMap((parent) =>
    readdirSync(`${root}${parent}`).map((name) => {
      const folder = `${root}${parent}/${name}/src`;
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
        (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('catalogue/'),
      );
      return [`${parent}/${name}`, files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n')] as const;
    }),
  ),
);

const METHOD = { counter: 'inc', gauge: 'set', histogram: 'observe' } as const;

/** Where the instrument of a metric is made, and that the same package also uses it. */
function usesOf(key: string, type: keyof typeof METHOD): string[] {
  const made = new RegExp(`(\\w+)\\s*[:=]\\s*(?:\\w+\\.)*telemetry\\.${type}\\(METRICS\\.${key}\\)`);
  return [...sources].flatMap(([name, text]) => {
    const instrument = made.exec(text)?.[1];
    return instrument && new RegExp(`\\b${instrument}\\.${METHOD[type]}\\(`).test(text) ? [name] : [];
  });
}

describe('the catalogue', () => {
  it.each(Object.entries(METRICS).map(([key, metric]) => [metric.name, key, metric.type] as const))(
    'has %s, and a service sets it',
    (_name, key, type) => {
      expect(usesOf(key, type)).not.toEqual([]);
    },
  );

  it.each(Object.entries(SPANS).map(([key, name]) => [name, key] as const))(
    'has the span %s, and it is emitted',
    (_, key) => {
      const emitted = [...sources].filter(([, text]) => text.includes(`SPANS.${key}`)).map(([name]) => name);
      expect(emitted).not.toEqual([]);
    },
  );

  it('would tell a metric that is declared and forgotten', () => {
    expect(usesOf('neverDeclared', 'gauge')).toEqual([]);
  });
});
