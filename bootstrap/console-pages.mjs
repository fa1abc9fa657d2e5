#!/usr/bin/env node
// Builds the console's pages unless they are there for the sources as they are now: `npm run console:build`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { step } from './progress.mjs';
import { reasonIn, runCommand } from './run-command.mjs';

const home = join(cache, 'console');
const site = join(home, 'site');
/** Of what the pages were made; in their folder from the moment that it has its name. */
const STAMP = '.made-of';
const sources = join(root, 'apps', 'console');
/** What the pages take from the project: they check certificates with the protocol's own code. */
const INGREDIENTS = ['apps/console', 'packages/protocol/src'];
const LEFT_OUT = /(^|\/)(node_modules|dist|test|testing)(\/|$)|\.test\.tsx?$/;
/** Whoever is waiting for a network to run should not wait for this. */
const LOW_PRIORITY = 15;

/** Whether the pages are those of the sources and the lockfile as they are now. */
export function consolePagesAreCurrent() {
  try {
    return readFileSync(join(site, STAMP), 'utf8') === fingerprint();
  } catch {
    return false;
  }
}

/** The folder of the built pages. @returns {Promise<string>} */
export async function ensureConsolePages() {
  if (consolePagesAreCurrent()) return site;
  return withLock(join(cache, 'console.lock'), async () => {
    if (!consolePagesAreCurrent()) await step('pages of the console', build);
    return site;
  });
}

async function build() {
  const madeOf = fingerprint();
  const scratch = `${site}.${process.pid}`;
  try {
    const vite = join(sources, 'node_modules', 'vite', 'bin', 'vite.js');
    if (!existsSync(vite)) throw new SetupFailure('Vite is not installed', 'run npm test or npm start once');
    const args = [vite, 'build', '--outDir', scratch, '--emptyOutDir', '--logLevel', 'warn'];
    // Under a test runner NODE_ENV is "test", and React would be built with its checks for developers.
    const env = { ...process.env, NODE_ENV: 'production' };
    const { code, output } = await runCommand(process.execPath, args, { cwd: sources, env });
    if (code !== 0) {
      process.stderr.write(output);
      throw new SetupFailure(`the console cannot be built: ${reasonIn(output)}`, 'the lines before this say more');
    }
    writeFileSync(join(scratch, STAMP), madeOf);
    mkdirSync(home, { recursive: true });
    rmSync(site, { recursive: true, force: true });
    renameSync(scratch, site);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml')));
  for (const folder of INGREDIENTS) {
    for (const name of readdirSync(join(root, folder), { recursive: true }).sort()) {
      const path = join(root, folder, name);
      if (LEFT_OUT.test(name) || !statSync(path).isFile()) continue;
      hash.update(`\n${folder}/${name}\n`).update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv.includes('--quietly')) setPriority(LOW_PRIORITY);
    process.stdout.write(`${await ensureConsolePages()}\n`);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    process.stderr.write(`baton: ${error.message}; ${error.remedy}\n`);
    process.exitCode = error.exitCode;
  }
}
