#!/usr/bin/env node
// Finds or fetches promtool; run alone it prints the path.
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromDebianPackage } from './debian-package.mjs';
import { withLock } from './lock.mjs';
import { cache } from './paths.mjs';
import { runCommand } from './run-command.mjs';

const home = join(cache, 'promtool');
const cached = join(home, 'promtool');

/** The path of a promtool that runs: on the PATH, in the project cache, or from Debian's package; rejects if none. */
export async function ensurePromtool() {
  if (await runs('promtool')) return 'promtool';
  if (existsSync(cached)) return cached;
  mkdirSync(home, { recursive: true });
  return withLock(join(cache, 'promtool.lock'), async () => {
    if (existsSync(cached)) return cached;
    return fromDebianPackage('promtool', home, (unpacked) => {
      copyFileSync(join(unpacked, 'usr/bin/promtool'), `${cached}.new`);
      renameSync(`${cached}.new`, cached);
      return cached;
    });
  });
}

/** @param {string} command */
async function runs(command) {
  try {
    return (await runCommand(command, ['--version'])).code === 0;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await ensurePromtool()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
