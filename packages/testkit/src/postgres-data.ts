import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ProcessError } from './managed-process.ts';
import { runsAsRoot, UNPRIVILEGED_ID, unprivileged } from './unprivileged.ts';

export const USER = 'baton';
const OPTIONS = ['--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'];

export interface DataFolder {
  dir: string;
  /** Whether it must be on the disk before Postgres starts on it. */
  sync: boolean;
  /** Keeps an initialised folder for the next time: copying one is ten times as quick as making one. */
  cache?: string;
  /** What a kept folder holds beside the system's own databases. */
  content?: { key: string; fill: (dir: string) => Promise<void> };
}

export function isInitialised(dir: string): boolean {
  return existsSync(join(dir, 'PG_VERSION'));
}

/** Makes a folder that Postgres can start on. */
export async function makeDataFolder(initdb: string, { dir, sync, cache, content }: DataFolder): Promise<void> {
  const template = cache === undefined ? undefined : await keptTemplate(initdb, cache, content);
  if (template === undefined) return initialise(initdb, dir, sync);
  rmSync(dir, { recursive: true, force: true });
  await run('copying a data folder', { command: 'cp', args: ['-a', template, dir] });
  if (sync) await run('initdb', unprivileged(initdb, ['--sync-only', '--pgdata', dir]), dir);
}

/** One for each Postgres, each user that starts it and each content; undefined where none can be kept, as in a foreign checkout. */
async function keptTemplate(
  initdb: string,
  cache: string,
  content: DataFolder['content'],
): Promise<string | undefined> {
  const key = createHash('sha256').update(JSON.stringify([initdb, process.getuid?.(), OPTIONS, content?.key]));
  const template = join(cache, key.digest('hex').slice(0, 16));
  if (isInitialised(template)) return template;
  const scratch = `${template}.${process.pid}`;
  try {
    mkdirSync(cache, { recursive: true });
    await initialise(initdb, scratch, true);
    await content?.fill(scratch);
    renameSync(scratch, template);
  } catch {
    if (existsSync(scratch)) rmSync(scratch, { recursive: true, force: true });
  }
  return isInitialised(template) ? template : undefined;
}

async function initialise(initdb: string, dir: string, sync: boolean): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  if (runsAsRoot) chownSync(dir, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
  await run('initdb', unprivileged(initdb, ['--pgdata', dir, ...OPTIONS, ...(sync ? [] : ['--no-sync'])]), dir);
}

async function run(
  what: string,
  { command, args, uid, gid }: { command: string; args: string[]; uid?: number; gid?: number },
  cwd?: string,
): Promise<void> {
  const identity = uid === undefined || gid === undefined ? {} : { uid, gid };
  try {
    await promisify(execFile)(command, args, { ...(cwd === undefined ? {} : { cwd }), ...identity });
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? cause).trim();
    throw new ProcessError(`${what} failed: ${said.split('\n').at(-1)}`, { cause });
  }
}
