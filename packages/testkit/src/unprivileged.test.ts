import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runsAsRoot, UNPRIVILEGED_ID, unprivileged } from './unprivileged.ts';

const dir = mkdtempSync(join(tmpdir(), 'baton-private-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(script: string): string {
  const { command, args, ...identity } = unprivileged('/bin/sh', ['-c', script]);
  return execFileSync(command, args, { encoding: 'utf8', ...identity }).trim();
}

describe('a command without root’s rights', () => {
  it.runIf(runsAsRoot)('runs as nobody', () => {
    expect(run('id -u')).toBe(String(UNPRIVILEGED_ID));
  });

  it.runIf(runsAsRoot && existsSync('/usr/bin/setpriv'))('finds programs in a folder that only root may enter', () => {
    const program = join(dir, 'program');
    writeFileSync(program, '#!/bin/sh\necho found\n');
    chmodSync(program, 0o755);
    chmodSync(dir, 0o700);
    // `test -x` asks access(2), as initdb does.
    expect(run(`test -x ${program} && ${program}`)).toBe('found');
  });

  it.runIf(!runsAsRoot)('is the command itself for a plain user', () => {
    expect(unprivileged('/bin/true', ['x'])).toEqual({ command: '/bin/true', args: ['x'] });
  });
});
