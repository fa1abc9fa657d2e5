import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning } from '@baton/testkit';
import type { Layout } from './layout.ts';
import { OptionError } from './options.ts';

/** One localnet at a time in a directory; the lock of a process that is gone is taken over. Answers how to let go. */
export function holdDirectory(layout: Layout): () => void {
  const holder = readHolder(layout.lock);
  if (holder !== undefined && holder !== process.pid && isRunning(holder))
    throw new OptionError(`--dir ${layout.dir} is in use by process ${holder}`);
  writeFileSync(layout.lock, String(process.pid));
  return () => rmSync(layout.lock, { force: true });
}

function readHolder(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
