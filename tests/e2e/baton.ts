import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';

export const checkout = fileURLToPath(new URL('../..', import.meta.url));
const bin = `${checkout}apps/cli/bin/baton.mjs`;

/** Runs the CLI as a user does; never rejects. */
export function baton(args: readonly string[], options: Options = {}) {
  return execa(process.execPath, [bin, ...args], { reject: false, cwd: checkout, ...options });
}
