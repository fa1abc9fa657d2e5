#!/usr/bin/env node
// Finds or fetches a Chromium for the tests of the console; run alone it prints the path.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchChromiumFromDebian } from './chromium-debian.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { cache } from './paths.mjs';
import { step } from './progress.mjs';

const NAMES = ['chromium', 'chromium-browser', 'chromium-headless-shell', 'google-chrome', 'google-chrome-stable'];
const home = join(cache, 'chromium');

/** The path of a Chromium that runs, in the order: BATON_CHROMIUM, PATH, project cache; undefined if none. */
export function findChromium() {
  const given = process.env.BATON_CHROMIUM;
  if (given) {
    if (runs(given)) return given;
    throw new SetupFailure(`BATON_CHROMIUM=${given} does not run`, 'set it to the path of a Chromium', 2);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(runs);
  return onPath ?? cached();
}

/** The same, and fetches Debian's when there is none. */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  return withLock(join(cache, 'chromium.lock'), async () => {
    const meanwhile = cached();
    if (meanwhile !== undefined) return meanwhile;
    return step('chromium, Debian package', async () => {
      const path = await fetchChromiumFromDebian(home);
      if (runs(path)) return path;
      throw new SetupFailure("Debian's chromium does not run here", 'install chromium, or set BATON_CHROMIUM');
    });
  });
}

function cached() {
  if (!existsSync(home)) return undefined;
  const versions = readdirSync(home).filter((name) => /^\d+(\.\d+)+$/.test(name));
  const newest = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newest.map((version) => join(home, version, 'chromium')).find(runs);
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    execFileSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await ensureChromium()}\n`);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    process.stderr.write(`baton: ${error.message}; ${error.remedy}\n`);
    process.exitCode = error.exitCode;
  }
}
