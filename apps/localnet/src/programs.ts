import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ManagedProcess } from '@baton/testkit';
import type { Layout } from './layout.ts';
import { NETWORK } from './network.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const PROGRAMS = {
  devchain: `${root}apps/devchain/src/main.ts`,
  'consensus-log': `${root}services/consensus-log/src/main.ts`,
  node: `${root}apps/node/src/main.ts`,
  console: `${root}services/console/src/main.ts`,
} as const;

/** By these its traces and log lines are told from those of the other processes. */
const resourceOf = (name: string): string => `service.namespace=${NETWORK},service.instance.id=${name}`;

/** One of our own programs as a process of its own; ready once it has written its ready file. */
export function program(
  layout: Layout,
  name: string,
  kind: keyof typeof PROGRAMS,
  args: readonly string[],
): ManagedProcess {
  const readyFile = layout.ready(name);
  const managed = new ManagedProcess({
    name,
    command: process.execPath,
    args: [PROGRAMS[kind], ...args],
    env: { ...process.env, OTEL_RESOURCE_ATTRIBUTES: resourceOf(name) },
    ready: () => existsSync(readyFile),
    logFile: layout.log(name),
  });
  // Removed while nothing runs, so that a ready file is always of the process that runs now.
  managed.onExit(() => rmSync(readyFile, { force: true }));
  rmSync(readyFile, { force: true });
  return managed;
}
