import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { root } from './paths.mjs';
import { step } from './progress.mjs';
import { reasonIn, runCommand } from './run-command.mjs';
import { ensurePnpm, toolchainEnvironment } from './toolchain.mjs';

/** Inside node_modules, so that it goes when they go. */
const stamp = join(root, 'node_modules', '.installed');

/** Whether what is installed belongs to the lockfile and the manifests as they are now. */
export function dependenciesAreCurrent() {
  try {
    return readFileSync(stamp, 'utf8') === fingerprint();
  } catch {
    return false;
  }
}

/** `pnpm install` from the lockfile. @param {string} node */
export async function ensureDependencies(node) {
  if (dependenciesAreCurrent()) return;
  const pnpm = await ensurePnpm();
  await step('dependencies', async () => {
    const args = [
      pnpm,
      'install',
      '--frozen-lockfile',
      '--prefer-offline',
      '--reporter=append-only',
      '--loglevel=info',
    ];
    const env = { ...toolchainEnvironment(node), CI: 'true' };
    const { code, output } = await runCommand(node, args, { cwd: root, env });
    if (code !== 0) throw new SetupFailure(`pnpm install failed: ${reasonIn(output)}`, remedyFor(output));
    writeFileSync(stamp, fingerprint());
  });
}

function remedyFor(output) {
  if (output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) return 'run "pnpm install" and commit pnpm-lock.yaml';
  return 'check the network and the disk, then try again';
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function manifests() {
  const folders = ['packages', 'services', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .sort()
      .map((name) => join(parent, name)),
  );
  return ['.', ...folders, 'tests']
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(join(root, file)));
}
