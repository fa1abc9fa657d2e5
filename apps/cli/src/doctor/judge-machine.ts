import { byteSize } from '../output/words.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const NODE_MINIMUM = [24, 4] as const;

/** Node runs the sources as they are from 24.4 on. */
export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1]);
  return recent
    ? ok('version', 'Node', version)
    : fail('version', 'Node', version, `Run it on Node ${NODE_MINIMUM.join('.')} or later.`);
}

const FREE_FAIL_BYTES = 1024 ** 3;
const FREE_WARN_BYTES = 5 * 1024 ** 3;
const FREE_WARN_SHARE = 0.05;
const MAKE_ROOM = 'Make room or move it to a larger disk: a full one stops the node.';

export function judgeSpace(path: string, { free, total }: { free: number; total: number }): Finding {
  const detail = `${byteSize(free)} free of ${byteSize(total)}`;
  if (free < FREE_FAIL_BYTES) return fail('disk', path, detail, MAKE_ROOM);
  if (free < FREE_WARN_BYTES || free < total * FREE_WARN_SHARE) return warn('disk', path, detail, MAKE_ROOM);
  return ok('disk', path, detail);
}

const FSYNC_WARN_MS = 20;
const FSYNC_FAIL_MS = 200;
const SLOW = 'Use a local SSD, not a network or shared disk.';

/** From the times of single small writes, each followed by fsync. */
export function judgeFsync(path: string, latenciesMs: readonly number[]): Finding {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const longest = sorted.at(-1) ?? 0;
  const detail = `fsync takes ${median.toFixed(1)} ms (median), ${longest.toFixed(1)} ms at most`;
  if (median > FSYNC_FAIL_MS) return fail('fsync', path, detail, SLOW);
  if (median > FSYNC_WARN_MS || longest > FSYNC_FAIL_MS) return warn('fsync', path, detail, SLOW);
  return ok('fsync', path, detail);
}

const OTHERS = 0o077;

/** A file that may hold a password, or a folder of keys. */
export function judgeMode(check: string, path: string, mode: number, wanted: '600' | '700'): Finding {
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & OTHERS) === 0) return ok(check, path, `mode ${shown}, for its owner only`);
  return warn(check, path, `mode ${shown}: others may look into it`, `chmod ${wanted} ${path}`);
}
