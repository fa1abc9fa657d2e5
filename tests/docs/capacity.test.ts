import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sizesOf } from './capacity/sizes.ts';

const COMMITTEES = [4, 100, 1_000];
const page = readFileSync(new URL('../../docs/run/capacity.md', import.meta.url), 'utf8');
const table = page.split('## Bytes of a message')[1]?.split('## The log')[0] ?? '';

test('the sizes on docs/run/capacity.md are those of the codecs', () => {
  const computed = COMMITTEES.map((validators) => sizesOf(validators, 1));
  const told = new Map(
    table.split('\n').flatMap((line) => {
      const [, what, ...sizes] = line.split('|').map((cell) => cell.trim());
      return /^\d/.test(sizes[0] ?? '')
        ? [[what, sizes.slice(0, 3).map((size) => Number(size.replaceAll(',', '')))]]
        : [];
    }),
  );
  expect(Object.fromEntries(told)).toEqual(
    Object.fromEntries(Object.keys(computed[0] ?? {}).map((what) => [what, computed.map((sizes) => sizes[what])])),
  );
});
