import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, freePort, temporaryFolder, until } from '@baton/testkit';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../apps/node/src/main.ts', import.meta.url));

test('a node process hosts a subset of its services on one internal and one peer listener', async () => {
  await using database = await createDatabase();
  const dataDir = temporaryFolder('node');
  const readyFile = join(dataDir, 'ready.json');
  const config = join(dataDir, 'node.json');
  await writeFile(
    config,
    JSON.stringify({
      databaseUrl: database.url,
      dataDir,
      authority: 'ab'.repeat(48),
      internalPort: await freePort(),
      readyFile,
      logLevel: 'warn',
    }),
  );
  const node = spawn(process.execPath, [main, '--config', config, '--services', 'blob-service,barrier'], {
    stdio: 'inherit',
  });
  try {
    const text = await until(() => readFile(readyFile, 'utf8'), { what: 'ready file' });
    const { internalUrl, peerUrl } = JSON.parse(text) as { internalUrl: string; peerUrl: string };
    const json = async (url: string) => (await fetch(url)).json();
    const { services } = (await json(`${internalUrl}/status`)) as { services: Record<string, unknown> };
    expect(Object.keys(services).sort()).toEqual(['barrier', 'blob-service']);
    expect(await json(`${internalUrl}/readyz`)).toMatchObject({
      ready: false,
      services: { barrier: { ready: false, waitingFor: 'chain view' } },
    });
    const { paths } = (await json(`${internalUrl}/openapi.json`)) as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toContain('/v1/barrier/epochs/{epoch}');
    expect(await json(`${peerUrl}/v1/blobs/${'00'.repeat(32)}`)).toMatchObject({ status: 404, code: 'BLOB_NOT_FOUND' });
    expect((await fetch(`${peerUrl}/status`)).status).toBe(404);
    node.kill('SIGTERM');
    const [code] = await once(node, 'exit');
    expect(code).toBe(0);
  } finally {
    if (node.exitCode === null) node.kill('SIGKILL');
    await rm(dataDir, { recursive: true });
  }
});
