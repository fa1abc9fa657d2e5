import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@baton/testkit';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bootstrap = fileURLToPath(new URL('../../bootstrap', import.meta.url));

/** A set-up in a checkout of its own: nothing is fetched, and every nats-server is a script that tells a version. */
describe('the search for nats-server', () => {
  let checkout: string;
  let cache: string;
  beforeEach(() => {
    checkout = temporaryFolder('nats-search');
    cache = join(checkout, '.cache', 'nats-server');
    cpSync(bootstrap, join(checkout, 'bootstrap'), { recursive: true });
    source('release', undefined);
    source('debian', undefined);
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  function server(folder: string, version: string): string {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'nats-server');
    writeFileSync(path, `#!/bin/sh\necho nats-server: v${version}\n`, { mode: 0o755 });
    return path;
  }

  /** What fetches from there finds the binary, or reaches nobody. */
  function source(from: 'release' | 'debian', binary: string | undefined): void {
    const name = from === 'release' ? 'fetchRelease' : 'fetchFromDebian';
    const does = binary === undefined ? `throw new Error('no ${from}')` : `return ${JSON.stringify(binary)}`;
    const file = join(checkout, 'bootstrap', `nats-server-${from}.mjs`);
    writeFileSync(file, `export async function ${name}() { ${does}; }\n`);
  }

  async function found({ given, path = [] }: { given?: string; path?: string[] } = {}) {
    const env = { PATH: path.join(':'), ...(given === undefined ? {} : { BATON_NATS_SERVER: given }) };
    const script = join(checkout, 'bootstrap', 'nats-server.mjs');
    const { exitCode, stdout, stderr } = await execa(process.execPath, [script], {
      env,
      extendEnv: false,
      reject: false,
    });
    return { exitCode, path: stdout, why: stderr };
  }

  it('takes the one that is given, PATH, the cache, the release and Debian, in this order', async () => {
    const onPath = join(checkout, 'on-path');
    const given = server(join(checkout, 'given'), '2.14.0');
    const all = { given, path: [onPath] };
    const places = [
      given,
      server(onPath, '2.14.0'),
      server(join(cache, '2.14.3'), '2.14.3'),
      server(join(checkout, 'release'), '2.15.0'),
      server(join(checkout, 'debian'), '2.15.1'),
    ];
    source('release', places[3]);
    source('debian', places[4]);
    const seen = [(await found(all)).path, (await found({ path: [onPath] })).path, (await found()).path];
    rmSync(cache, { recursive: true });
    seen.push((await found()).path);
    source('release', undefined);
    seen.push((await found()).path);
    expect(seen).toEqual(places);
  });

  it('takes the newest of the cache, by number', async () => {
    server(join(cache, '2.14.9'), '2.14.9');
    const newest = server(join(cache, '2.14.10'), '2.14.10');
    expect(await found()).toMatchObject({ exitCode: 0, path: newest });
  });

  it('refuses one that is given and too old, or does not run, and looks no further', async () => {
    const path = [join(checkout, 'on-path')];
    server(path[0]!, '2.15.0');
    const old = await found({ given: server(join(checkout, 'old'), '2.13.9'), path });
    expect(old).toMatchObject({ exitCode: 2, path: '', why: expect.stringMatching(/is version 2\.13\.9, too old/) });
    const none = await found({ given: join(checkout, 'none'), path });
    expect(none).toMatchObject({ exitCode: 2, path: '', why: expect.stringMatching(/none does not run/) });
  });

  it('passes over what is too old on PATH, in the cache and at its sources', async () => {
    const [first, second] = ['first', 'second'].map((name) => join(checkout, name)) as [string, string];
    server(first, '2.13.9');
    const later = server(second, '3.0.0');
    expect((await found({ path: [first, second] })).path).toBe(later);
    server(join(cache, '2.13.9'), '2.13.9');
    source('release', server(join(checkout, 'release'), '2.13.9'));
    const debian = server(join(checkout, 'debian'), '2.14.0');
    source('debian', debian);
    expect((await found({ path: [first] })).path).toBe(debian);
  });

  it('says what it tried and what to do where there is none', async () => {
    source('release', server(join(checkout, 'release'), '2.13.9'));
    const { exitCode, path, why } = await found();
    expect([exitCode, path]).toEqual([1, '']);
    expect(why).toMatch(/found no nats-server 2\.14 or later \(.*version 2\.13\.9.*no debian\); install nats-server/);
  });
});
