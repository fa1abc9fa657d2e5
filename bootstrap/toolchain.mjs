import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { toolchain } from './paths.mjs';
import { isAtLeast, NODE, PNPM } from './pinned.mjs';
import { step } from './progress.mjs';
import { reasonIn, runCommand } from './run-command.mjs';

const modules = join(toolchain, 'node_modules');
const cachedNode = join(modules, 'node', 'bin', 'node');
const bins = join(modules, '.bin');
const pnpmEntry = join(modules, 'pnpm', 'bin', 'pnpm.cjs');

/** The Node that runs the product: this very one if it is new enough, else the one in the project cache. */
export function findNode() {
  if (isAtLeast(process.version, NODE.minimum)) return process.execPath;
  return hasVersion('node', NODE.version) && existsSync(cachedNode) ? cachedNode : undefined;
}

export async function ensureNode() {
  const found = findNode();
  if (found !== undefined) return found;
  await npmInstall('Node', 'node', NODE.version);
  if (!existsSync(cachedNode))
    throw new SetupFailure(
      `npm brought no Node ${NODE.version} for ${process.platform}-${process.arch}`,
      `install Node ${NODE.minimum[0]} yourself`,
    );
  return cachedNode;
}

/** The entry file of pnpm, to be run by Node. */
export async function ensurePnpm() {
  if (!hasVersion('pnpm', PNPM.version) || !existsSync(pnpmEntry)) await npmInstall('pnpm', 'pnpm', PNPM.version);
  return pnpmEntry;
}

/** The environment of everything that runs on this toolchain. @param {string} node */
export function toolchainEnvironment(node) {
  const folders = [join(node, '..'), bins, process.env.PATH ?? ''];
  return { ...process.env, PATH: folders.join(delimiter) };
}

function hasVersion(name, version) {
  try {
    return JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version === version;
  } catch {
    return false;
  }
}

async function npmInstall(label, name, version) {
  mkdirSync(toolchain, { recursive: true });
  const manifest = join(toolchain, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "toolchain", "private": true }\n');
  const args = [
    'install',
    '--save-exact',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts=false',
    '--loglevel=error',
    `${name}@${version}`,
  ];
  await step(`${label} ${version} from npm`, async () => {
    const { code, output } = await npm(args);
    if (code !== 0)
      throw new SetupFailure(
        `npm could not install ${name}@${version}: ${reasonIn(output)}`,
        'check the network and the npm configuration, then try again',
      );
  });
}

/** npm itself if it started us, else the one on PATH. */
async function npm(args) {
  const entry = process.env.npm_execpath;
  const startedByNpm = entry !== undefined && /npm-cli\.c?js$/.test(entry);
  const [command, first] = startedByNpm ? [process.execPath, [entry]] : ['npm', []];
  try {
    return await runCommand(command, [...first, ...args], { cwd: toolchain });
  } catch (error) {
    if (error.code === 'ENOENT') throw new SetupFailure('there is no npm on PATH', 'install npm');
    throw error;
  }
}
