import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KeptFolder } from './kept-folder.ts';
import { ProcessError } from './managed-process.ts';
import { runsAsRoot, UNPRIVILEGED_ID, unprivileged } from './unprivileged.ts';

export const USER = 'baton';
const OPTIONS = ['--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'];

export interface DataFolder {
  dir: string;
  /** Whether it must be on the disk before Postgres starts on it. */
  sync: boolean;
  /** Where an initialised folder is kept for the next time: copying one is ten times as quick as making one. */
  kept?: KeptFolder;
  /** Fills a kept folder with more than the system's own databases. */
  fill?: (dir: string) => Promise<void>;
}

export function isInitialised(dir: string): boolean {
  return existsSync(join(dir, 'PG_VERSION'));
}

/** Under `cache` there is one for each Postgres, each user that starts it and each content. */
export function keptDataFolder(cache: string, initdb: string, contentKey: string | undefined): KeptFolder {
  const key = createHash('sha256').update(JSON.stringify([initdb, process.getuid?.(), OPTIONS, contentKey]));
  return new KeptFolder(join(cache, key.digest('hex').slice(0, 16)));
}

/** Makes a folder that Postgres can start on. */
export async function makeDataFolder(initdb: string, { dir, sync, kept, fill }: DataFolder): Promise<void> {
  if (kept === undefined || !(await isKept(kept, initdb, fill))) return initialise(initdb, dir, sync);
  await kept.putInto(dir);
  if (sync) await run('initdb', unprivileged(initdb, ['--sync-only', '--pgdata', dir]), dir);
}

/** False where none can be kept, as in a foreign checkout. */
async function isKept(kept: KeptFolder, initdb: string, fill: DataFolder['fill']): Promise<boolean> {
  try {
    await kept.ensure(async (scratch) => {
      await initialise(initdb, scratch, true);
      await fill?.(scratch);
    });
    return true;
  } catch {
    return false;
  }
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
