import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dependencySpecifiers } from './dependency-specifiers.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { NODE } from './pinned.mjs';
import { say, step } from './progress.mjs';
import { reasonIn, runCommand } from './run-command.mjs';

const home = join(cache, 'dependencies');
const builder = join(root, 'bootstrap', 'bundle-dependencies.mjs');
const hook = join(root, 'bootstrap', 'bundled-dependencies-hook.mjs');
/** Those of other branches stay for a quick return to them. */
const KEPT = 3;

/**
 * The options for Node with which the project's sources take their dependencies from one bundle, made first if there is
 * none for the sources and the lockfile as they are now. Undefined if it cannot be made: everything works without it,
 * only slower.
 * @param {string} node @returns {Promise<string | undefined>}
 */
export async function ensureBundle(node) {
  try {
    const folder = bundleFolder(node);
    if (!isComplete(folder)) await withLock(`${home}.lock`, () => make(node, folder));
    const url = pathToFileURL(hook);
    url.searchParams.set('in', folder);
    return `--import=${url.href}`;
  } catch (error) {
    say(`starting without the bundle of dependencies, so slower: ${error.message}`);
    return undefined;
  }
}

function bundleFolder(node) {
  const hash = createHash('sha256').update(node === process.execPath ? process.version : `v${NODE.version}`);
  for (const file of [join(root, 'pnpm-lock.yaml'), builder]) hash.update('\0').update(readFileSync(file));
  for (const specifier of dependencySpecifiers().keys()) hash.update(`\0${specifier}`);
  return join(home, hash.digest('hex').slice(0, 32));
}

/** The manifest is in a bundle's folder from the moment that the folder has its name. */
function isComplete(folder) {
  return existsSync(join(folder, 'manifest.json'));
}

async function make(node, folder) {
  if (isComplete(folder)) return;
  await step('dependencies in one bundle', async () => {
    const args = ['--experimental-import-meta-resolve', '--no-warnings', builder, folder];
    const { code, output } = await runCommand(node, args, { cwd: root });
    if (code !== 0) throw new Error(reasonIn(output));
  });
  removeOld(folder);
}

function removeOld(current) {
  const others = readdirSync(home)
    .map((name) => join(home, name))
    .filter((folder) => folder !== current)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of others.slice(KEPT - 1)) rmSync(folder, { recursive: true, force: true });
}
