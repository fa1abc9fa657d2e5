import { open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, fail, reasonOf, warn } from './finding.ts';
import { judgeFsync, judgeMode, judgeSpace } from './judge-machine.ts';

const FSYNC_WRITES = 20;
const FSYNC_BYTES = 4_096;
/** As Linux tells it. */
const TMPFS = 0x01021994;
const PERMISSIONS = 'Make it, and give it to the user that runs the node.';

/** Space, kind and speed of the disk under the node's state. */
export async function examineDataDir(path: string): Promise<Finding[]> {
  try {
    const { bavail, blocks, bsize, type } = await statfs(path);
    const space = judgeSpace(path, { free: bavail * bsize, total: blocks * bsize });
    const memory =
      type === TMPFS
        ? [warn('disk', path, 'is kept in memory', 'Use a real disk: a restart of the machine loses all blobs.')]
        : [];
    return [space, ...memory, judgeFsync(path, await measureFsync(path))];
  } catch (error) {
    return [fail('disk', path, `cannot be used: ${reasonOf(error)}`, PERMISSIONS)];
  }
}

/** Milliseconds of single small writes with fsync, into a file of its own that is gone afterwards. */
async function measureFsync(dir: string): Promise<number[]> {
  const path = join(dir, `.baton-doctor-${process.pid}`);
  const latencies: number[] = [];
  try {
    await using file = await open(path, 'wx', 0o600);
    for (let index = 0; index < FSYNC_WRITES; index++) {
      const since = performance.now();
      await file.write(Buffer.alloc(FSYNC_BYTES, index), 0, FSYNC_BYTES, index * FSYNC_BYTES);
      await file.sync();
      latencies.push(performance.now() - since);
    }
  } finally {
    await rm(path, { force: true });
  }
  return latencies;
}

/** A configuration may hold the database's password. */
export async function examineConfigurationFile(path: string): Promise<Finding> {
  const { mode } = await stat(path);
  return judgeMode('configuration', path, mode, '600');
}

/** The folder that keys lie in; the files themselves are read by who checks them. */
export async function examineKeysDir(path: string): Promise<Finding> {
  try {
    return judgeMode('keys', path, (await stat(path)).mode, '700');
  } catch (error) {
    return fail(
      'keys',
      path,
      `cannot be read: ${reasonOf(error)}`,
      'Check keysDir; `baton keys generate` makes new keys.',
    );
  }
}
