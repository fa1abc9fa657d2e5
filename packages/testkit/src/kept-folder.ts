import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isRunning } from './is-running.ts';

const run = promisify(execFile);
/** Whoever makes a spare does it for the next one, not for itself. */
const NICENESS = '19';

/**
 * A folder that is costly to make and is needed again and again: made once, then copied. A spare copy makes even the
 * copying unnecessary, as taking it is only a change of its name.
 */
export class KeptFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get #spare(): string {
    return `${this.#path}.spare`;
  }

  /** Makes it where it is not there yet. `make` fills a folder that does not exist before. */
  async ensure(make: (dir: string) => Promise<void>): Promise<void> {
    if (existsSync(this.#path)) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#removeAbandoned();
    await this.#fill(this.#path, make);
  }

  /** Puts a copy at `dir`, in place of whatever an earlier start left there unfinished. */
  async putInto(dir: string): Promise<void> {
    rmSync(dir, { recursive: true, force: true });
    if (this.#moveSpare(dir)) return;
    await run('cp', ['-a', this.#path, dir]);
  }

  /** Makes the spare copy for the next `putInto`, at low priority; answers whether it is there. A signal ends it early. */
  async makeSpare(signal: AbortSignal): Promise<boolean> {
    if (existsSync(this.#spare)) return true;
    try {
      await this.#fill(this.#spare, async (scratch) => {
        await run('nice', ['-n', NICENESS, 'cp', '-a', this.#path, scratch], { signal });
      });
      return true;
    } catch {
      return false;
    }
  }

  /** False where there is none, or it lies on another file system. */
  #moveSpare(dir: string): boolean {
    try {
      renameSync(this.#spare, dir);
      return true;
    } catch {
      return false;
    }
  }

  /** The folder has its name only when it is whole; who else made it meanwhile comes first. */
  async #fill(path: string, make: (dir: string) => Promise<void>): Promise<void> {
    const scratch = `${path}.${process.pid}`;
    try {
      await make(scratch);
      renameSync(scratch, path);
    } catch (error) {
      rmSync(scratch, { recursive: true, force: true });
      if (!existsSync(path)) throw error;
    }
  }

  /** What a process left that was killed while it made one. */
  #removeAbandoned(): void {
    const parent = dirname(this.#path);
    for (const name of readdirSync(parent)) {
      const maker = new RegExp(`^${basename(this.#path)}(?:\\.spare)?\\.(\\d+)$`).exec(name)?.[1];
      if (maker !== undefined && !isRunning(Number(maker)))
        rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}
