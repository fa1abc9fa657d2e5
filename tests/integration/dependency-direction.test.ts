import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@baton/testkit';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const allowed = [
  ['an app may use a service', 'apps/node/src/a.ts', '@baton/other-service'],
  ['a service may use a package', 'services/barrier/src/a.ts', '@baton/other-package'],
  ['localnet may start servers as tests do', 'apps/localnet/src/a.ts', '@baton/testkit'],
] as const;

const forbidden = [
  ['protocol-stands-alone', 'packages/protocol/src/stands.ts', '../../other/src/index.ts'],
  ['protocol-is-pure', 'packages/protocol/src/pure.ts', 'node:fs'],
  ['protocol-has-few-libraries', 'packages/protocol/src/few.ts', 'vitest'],
  ['packages-know-no-service', 'packages/log/src/service.ts', '../../../services/other/src/index.ts'],
  ['services-know-no-app', 'services/barrier/src/app.ts', '../../../apps/other/src/index.ts'],
  ['services-meet-in-the-log', 'services/barrier/src/service.ts', '../../other/src/index.ts'],
  ['apps-know-no-test', 'apps/node/src/test.ts', '../../../tests/other/src/index.ts'],
  ['testkit-is-for-tests', 'services/barrier/src/testkit.ts', '../../../packages/testkit/src/index.ts'],
  ['front-door-only', 'services/barrier/src/door.ts', '../../../packages/log/src/inner.ts'],
  ['resolvable', 'services/barrier/src/missing.ts', './nowhere.ts'],
  ['no-cycle', 'packages/log/src/egg.ts', './hen.ts'],
] as const;

interface Violation {
  from: string;
  rule: { name: string };
}

/** A house of tiny files, each with one import, and what the real rules say about it. */
describe('the direction of dependencies', () => {
  const house = temporaryFolder('house');
  let violations: Violation[] = [];
  const rulesBrokenBy = (file: string) => violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  beforeAll(async () => {
    const put = (file: string, text: string) => {
      mkdirSync(dirname(join(house, file)), { recursive: true });
      writeFileSync(join(house, file), text);
    };
    mkdirSync(join(house, 'node_modules', '@baton'), { recursive: true });
    symlinkSync(join(root, 'node_modules', 'vitest'), join(house, 'node_modules', 'vitest'));
    const parts = {
      'packages/other': 'other-package',
      'packages/testkit': 'testkit',
      'services/other': 'other-service',
      'apps/other': 'other-app',
      'tests/other': 'other-test',
    };
    for (const [folder, name] of Object.entries(parts)) {
      put(`${folder}/src/index.ts`, 'export const nothing = 0;\n');
      put(`${folder}/package.json`, JSON.stringify({ name: `@baton/${name}`, exports: './src/index.ts' }));
      symlinkSync(join(house, folder), join(house, 'node_modules', '@baton', name));
    }
    put('packages/log/src/inner.ts', 'export const nothing = 0;\n');
    put('packages/log/src/hen.ts', "export * from './egg.ts';\n");
    for (const [, file, imported] of [...allowed, ...forbidden]) put(file, `export * from '${imported}';\n`);
    put(
      'tsconfig.json',
      '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }\n',
    );
    const config = join(root, '.dependency-cruiser.cjs');
    const { stdout } = await execa(
      join(root, 'node_modules', '.bin', 'depcruise'),
      ['--config', config, '-T', 'json', 'packages', 'services', 'apps', 'tests'],
      { cwd: house, reject: false },
    );
    ({ violations } = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary);
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it.each(allowed)('%s', (_name, file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it.each(forbidden)('breaks the rule %s', (rule, file) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });
});
