import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ManagedProcess } from './managed-process.ts';
import { until } from './until.ts';

const dir = mkdtempSync(join(tmpdir(), 'baton-managed-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function script(text: string): { command: string; args: string[] } {
  return { command: process.execPath, args: ['-e', text] };
}

function alive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a managed process', () => {
  it('starts, is ready when its condition holds, stops by its signal', async () => {
    const one = new ManagedProcess({
      name: 'one',
      ...script("process.on('SIGTERM', () => process.exit(7)); console.log('listening'); setInterval(() => 0, 1000)"),
      ready: (process) => process.tail().includes('listening'),
    });
    await one.start();
    expect(one.running).toBe(true);
    expect(await one.stop()).toEqual({ code: 7, signal: null, asked: true });
    expect(one.running).toBe(false);
  });

  it('is killed when it does not stop in time', async () => {
    const deaf = new ManagedProcess({
      name: 'deaf',
      ...script("process.on('SIGTERM', () => 0); console.log('up'); setInterval(() => 0, 1000)"),
      ready: (process) => process.tail().includes('up'),
      stopTimeoutMs: 100,
    });
    await deaf.start();
    expect(await deaf.stop()).toMatchObject({ signal: 'SIGKILL' });
  });

  it('comes back after a kill, as another process', async () => {
    const phoenix = new ManagedProcess({ name: 'phoenix', ...script('setInterval(() => 0, 1000)') });
    await phoenix.start();
    const { pid } = phoenix;
    expect(await phoenix.kill()).toMatchObject({ signal: 'SIGKILL' });
    await phoenix.restart();
    expect(phoenix.pid).not.toBe(pid);
    await phoenix.kill();
  });

  it('tells what it printed when it ends before it was ready', async () => {
    const broken = new ManagedProcess({
      name: 'broken',
      ...script("console.error('no such database'); process.exit(3)"),
      ready: () => false,
    });
    await expect(broken.start()).rejects.toThrow(/broken ended before it was ready \(exit code 3\):\nno such database/);
  });

  it('keeps a bounded tail of what it printed', async () => {
    const talker = new ManagedProcess({
      name: 'talker',
      ...script("for (let i = 0; i < 5000; i++) console.log('line ' + i)"),
    });
    await talker.start();
    await talker.exited;
    expect(talker.tail(1_000)).toHaveLength(200);
    expect(talker.tail(1)).toEqual(['line 4999']);
  });

  it('says what cannot be started', async () => {
    const missing = new ManagedProcess({ name: 'missing', command: '/no/such/program', args: [], ready: () => true });
    await missing.start().catch(() => undefined);
    await expect(missing.exited).rejects.toThrow(/missing cannot be started/);
  });

  it.runIf(process.platform === 'linux')('dies with the one who started it, even by kill -9', async () => {
    const pidFile = join(dir, 'child.pid');
    const module = new URL('./managed-process.ts', import.meta.url).href;
    const program = `
      const { ManagedProcess } = await import(${JSON.stringify(module)});
      const { writeFileSync } = await import('node:fs');
      const child = new ManagedProcess({ name: 'child', command: process.execPath, args: ['-e', 'setInterval(() => 0, 1000)'] });
      await child.start();
      writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      setInterval(() => 0, 1000);`;
    writeFileSync(join(dir, 'parent.mjs'), program);
    const parent = new ManagedProcess({
      name: 'parent',
      command: process.execPath,
      args: [join(dir, 'parent.mjs')],
      ready: () => readFileSync(pidFile, 'utf8') !== '',
    });
    await parent.start();
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(alive(pid)).toBe(true);
    await parent.kill();
    expect(await until(() => !alive(pid), { what: 'the orphan to end' })).toBe(true);
  });
});
