import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFailure } from './failure.mjs';
import { say } from './progress.mjs';

const LONGEST_WAIT_MS = 15 * 60_000;
const POLL_MS = 200;

/**
 * Holds a lock file while `work` runs, so that two set-ups in one checkout do not tread on each other.
 * A lock whose owner is gone is taken over.
 * @template T @param {string} path @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const release = await acquire(path);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

async function acquire(path) {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  let told = false;
  try {
    while (!tryLink(mine, path)) {
      const owner = ownerOf(path);
      if (owner !== undefined && !alive(owner)) {
        takeAway(path, owner);
        continue;
      }
      if (Date.now() > deadline)
        throw new SetupFailure(
          `another set-up (process ${owner}) has held ${path} for too long`,
          `end it, or remove ${path}`,
        );
      if (!told) say(`waiting for another set-up in this checkout (process ${owner})`);
      told = true;
      await delay(POLL_MS);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A process that ended but that nobody has reaped still takes signals. Known on Linux only. */
function isZombie(pid) {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Renaming first makes sure that a lock taken in the meantime by someone else is put back, not lost. */
function takeAway(path, deadOwner) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(aside) !== deadOwner) tryLink(aside, path);
  rmSync(aside, { force: true });
}
