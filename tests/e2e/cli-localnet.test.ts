import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { baton } from './baton.ts';

const dir = mkdtempSync(join(tmpdir(), 'baton-localnet-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Longer than one key press may take to arrive twice. */
const ANOTHER_PRESS_MS = 600;

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy()).unref();
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Processes of our own programs, from the files by which each says that it is ready. */
function programs(network: string): Map<string, number> {
  const folder = join(network, 'run');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ready.json'));
  const pids = files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return text === '' ? [] : [[name.replace('.ready.json', ''), JSON.parse(text).pid] as const];
  });
  return new Map(pids.filter(([, pid]) => typeof pid === 'number'));
}

describe('baton localnet', () => {
  it('--json tells its progress as lines of JSON, and one Ctrl-C stops it in order', async () => {
    const running = baton([
      'localnet',
      '--validators',
      '3',
      '--epochs',
      '0',
      '--epoch-seconds',
      '8',
      '--blob-kib',
      '16',
      '--dir',
      join(dir, 'in-order'),
      '--json',
    ]);
    const events: { event: string; at: string; part?: string }[] = [];
    for await (const line of running) {
      const event = JSON.parse(String(line));
      events.push(event);
      if (event.event === 'epoch') running.kill('SIGINT');
    }
    const { exitCode, stderr } = await running;
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const names = events.map(({ event }) => event);
    expect(names[0]).toBe('starting');
    expect(names.at(-1)).toBe('finished');
    expect(names.indexOf('ready')).toBeLessThan(names.indexOf('epoch'));
    expect(names.indexOf('epoch')).toBeLessThan(names.indexOf('stopping'));
    expect(
      events
        .filter(({ event }) => event === 'started')
        .map(({ part }) => part)
        .sort(),
    ).toEqual(['consensus-log', 'devchain', 'nats', 'postgres', 'validator-0', 'validator-1', 'validator-2']);
    for (const { at } of events) expect(new Date(at).toISOString()).toBe(at);
  });

  it('a second Ctrl-C ends at once also what does not let itself be stopped', async () => {
    const network = join(dir, 'network');
    const flags = ['--validators', '3', '--epochs', '0', '--epoch-seconds', '30', '--blob-kib', '16', '--dir', network];
    const running = baton(['localnet', ...flags, '--json']);
    let stuck: number | undefined;
    let pids: number[] = [];
    let stoppedAt = 0;
    for await (const line of running) {
      const { event } = JSON.parse(String(line));
      if (event === 'ready') {
        const started = programs(network);
        pids = [...started.values()];
        expect([...started.keys()]).toEqual(
          expect.arrayContaining(['consensus-log', 'validator-0', 'validator-1', 'validator-2']),
        );
        stuck = started.get('validator-1');
        if (stuck === undefined) throw new Error('validator-1 has not said that it is ready');
        process.kill(stuck, 'SIGSTOP');
        running.kill('SIGINT');
      }
      if (event === 'stopping') {
        stoppedAt = Date.now();
        setTimeout(() => running.kill('SIGINT'), ANOTHER_PRESS_MS);
      }
    }
    const { exitCode } = await running;
    expect(exitCode).toBe(130);
    // Asked in order, it would have been waited for until its deadline of 8 s.
    expect(Date.now() - stoppedAt).toBeLessThan(6_000);
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]));
    const { natsUrl, databaseUrl } = JSON.parse(readFileSync(join(network, 'config', 'validator-0.json'), 'utf8'));
    expect(await Promise.all([natsUrl, databaseUrl].map(answers))).toEqual([false, false]);
    expect(existsSync(join(network, 'localnet.pid'))).toBe(false);
  });
});
