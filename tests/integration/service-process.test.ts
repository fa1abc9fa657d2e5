import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const fixture = fileURLToPath(new URL('../../packages/service-runtime/test/process-fixture.ts', import.meta.url));

describe('a service process', () => {
  let directory: string;
  let child: ChildProcess;
  let stderr: string;

  beforeEach(() => {
    directory = temporaryFolder('process');
  });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });

  async function start(configuration: Record<string, unknown>): Promise<{ code: Promise<number | null> }> {
    const file = join(directory, 'config.json');
    await writeFile(
      file,
      JSON.stringify({ logLevel: 'silent', readyFile: join(directory, 'ready'), ...configuration }),
    );
    child = spawn(process.execPath, [fixture, '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    return { code: once(child, 'close').then(([code]) => code as number | null) };
  }

  async function ready(): Promise<{ pid: number; internalUrl: string }> {
    return JSON.parse(await until(() => readFile(join(directory, 'ready'), 'utf8'), { what: 'ready file' }));
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('%s closes in order, exit code 0', async (signal) => {
    const { code } = await start({ behaviour: 'run' });
    const { internalUrl, pid } = await ready();
    expect(pid).toBe(child.pid);
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(200);
    child.kill(signal);
    expect(await code).toBe(0);
  });

  test('a stop error is told with its remedy, exit code 3', async () => {
    const { code } = await start({ behaviour: 'stop' });
    expect(await code).toBe(3);
    expect(stderr).toContain('baton: LOG_GAP: hole at 7');
    expect(stderr).toContain('baton: what to do: ');
  });

  test('any other failure ends the process, exit code 1', async () => {
    const { code } = await start({ behaviour: 'fail' });
    expect(await code).toBe(1);
    expect(stderr).toContain('out of order');
  });

  test('every bad key is named, exit code 2', async () => {
    const { code } = await start({ behaviour: 'dance', internalPort: 70_000 });
    expect(await code).toBe(2);
    expect(stderr).toMatch(/configuration: internalPort/);
    expect((await (await start({ behaviour: 'dance' })).code) === 2 && stderr).toMatch(/configuration: behaviour/);
  });

  test('a close that hangs is cut by its deadline, exit code 1', async () => {
    const { code } = await start({ behaviour: 'hang', shutdownDeadlineMs: 200 });
    await ready();
    child.kill('SIGTERM');
    expect(await code).toBe(1);
    expect(stderr).toContain('Not closed within 200 ms');
  });

  test('a second signal forces', async () => {
    const { code } = await start({ behaviour: 'hang', shutdownDeadlineMs: 60_000 });
    const { internalUrl } = await ready();
    child.kill('SIGTERM');
    // The listener closes once the first signal has been taken.
    for (;;) {
      try {
        await fetch(`${internalUrl}/livez`);
      } catch {
        break;
      }
    }
    child.kill('SIGTERM');
    expect(await code).toBe(1);
  });
});
