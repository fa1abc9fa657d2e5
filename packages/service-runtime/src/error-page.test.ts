import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { EXIT } from './index.ts';

const sources = {
  'stop errors': ['../../log/src/stop.ts', /^ {2}\| '([A-Z_]+)'/gm],
  'key errors': ['../../keys/src/errors.ts', /^ {2}\| '([A-Z0-9_]+)'/gm],
} as const;

describe('docs/run/errors.md', async () => {
  const page = await readFile(new URL('../../../docs/run/errors.md', import.meta.url), 'utf8');

  test.each(Object.entries(sources))('tells what to do about all %s', async (_name, [path, pattern]) => {
    const source = await readFile(new URL(path, import.meta.url), 'utf8');
    const codes = [...source.matchAll(pattern)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(3);
    for (const code of codes) expect(page).toContain(`| \`${code}\` |`);
  });

  test('lists every exit code', () => {
    for (const code of Object.values(EXIT)) expect(page).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
  });
});
