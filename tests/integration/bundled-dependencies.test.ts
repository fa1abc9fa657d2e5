import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createDatabase, freePort, temporaryFolder, until } from '@baton/testkit';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder('dependencies');
const bundle = join(folder, 'bundle');
const hook = pathToFileURL(join(checkout, 'bootstrap/bundled-dependencies-hook.mjs'));
const preloaded = (from: string) => {
  hook.searchParams.set('in', from);
  return `--import=${hook.href}`;
};

/** Where each specifier of the bundle is found by a source of apps/node or its like, and what it exports. */
const PROBE = `
  const exports = {};
  for (const [specifier, parent] of JSON.parse(process.argv[1])) {
    const { href } = new URL(import.meta.resolve(specifier, parent));
    const names = Object.keys(await import(href)).filter((name) => name !== 'module.exports');
    exports[specifier] = { href, names: names.sort() };
  }
  console.log(JSON.stringify(exports));`;

async function probe(...options: string[]) {
  const manifest = JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')) as Record<string, string>;
  const importers = Object.keys(manifest).map((specifier) => [specifier, importerOf(specifier)]);
  const { stdout } = await execa(
    process.execPath,
    [...options, '--experimental-import-meta-resolve', '--input-type=module', '-e', PROBE, JSON.stringify(importers)],
    { cwd: checkout },
  );
  return JSON.parse(stdout) as Record<string, { href: string; names: string[] }>;
}

const importers = new Map<string, string>();
const importerOf = (specifier: string) => importers.get(specifier);

beforeAll(async () => {
  const script = `
    const { dependencySpecifiers } = await import(${JSON.stringify(join(checkout, 'bootstrap/dependency-specifiers.mjs'))});
    console.log(JSON.stringify([...dependencySpecifiers()].map(([specifier, [first]]) => [specifier, first])));`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script]);
  for (const [specifier, importer] of JSON.parse(stdout) as [string, string][])
    importers.set(specifier, pathToFileURL(join(importer, 'src/index.ts')).href);
  await execa(process.execPath, [
    '--experimental-import-meta-resolve',
    join(checkout, 'bootstrap/bundle-dependencies.mjs'),
    bundle,
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the bundle has every dependency of the sources, with the exports of the package itself', async () => {
  const [packages, bundled] = await Promise.all([probe(), probe(preloaded(bundle))]);
  expect(Object.keys(bundled)).toEqual([...importers.keys()]);
  for (const [specifier, { href, names }] of Object.entries(bundled)) {
    expect(href, specifier).toContain('/bundle/');
    expect(packages[specifier]?.href, specifier).toContain('/node_modules/');
    expect(names, specifier).toEqual(packages[specifier]?.names);
  }
});

test.each(['bundle', 'none'])('a node started with the hook is alive: %s', async (name) => {
  await using database = await createDatabase();
  const dataDir = temporaryFolder('node');
  const readyFile = join(dataDir, 'ready.json');
  const config = join(dataDir, 'node.json');
  const authority = 'ab'.repeat(48);
  const settings = { databaseUrl: database.url, dataDir, readyFile, authority, internalPort: await freePort() };
  await writeFile(config, JSON.stringify(settings));
  const main = join(checkout, 'apps/node/src/main.ts');
  const options = [preloaded(join(folder, name)), main, '--config', config, '--services', 'blob-service,barrier'];
  const node = execa(process.execPath, options, { reject: false });
  const ended = node.then(({ stderr }) => Promise.reject(new Error(`ended early: ${stderr}`)));
  ended.catch(() => undefined);
  const text = await until(() => readFile(readyFile, 'utf8'), { what: 'ready file', fails: ended });
  const { internalUrl } = JSON.parse(text) as { internalUrl: string };
  expect(await (await fetch(`${internalUrl}/livez`)).json()).toEqual({ alive: true });
  const reference = await fetch(`${internalUrl}/reference/static/swagger-ui-bundle.js`);
  expect(reference.status).toBe(200);
  await reference.arrayBuffer();
  node.kill('SIGTERM');
  expect((await node).exitCode).toBe(0);
  await rm(dataDir, { recursive: true });
});

test('WebAssembly loads from the bundle', async () => {
  const fastBls = pathToFileURL(join(checkout, 'packages/protocol/src/crypto/fast-bls.node.ts')).href;
  const script = `const { load } = await import(${JSON.stringify(fastBls)}); console.log(typeof (await load()).accepts);`;
  const { stdout } = await execa(process.execPath, [preloaded(bundle), '--input-type=module', '-e', script]);
  expect(stdout).toBe('function');
});
