import { mkdir, open, stat } from 'node:fs/promises';
import { KeyError } from './errors.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const OTHERS = 0o077;
/** Key files hold one line; anything much longer is not one. */
const KEY_FILE_BYTES_MAX = 64 * 1024;

const errorCode = (error: unknown) => (error as NodeJS.ErrnoException).code;

export async function makeKeyDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
}

/** Creates the file for its owner alone; an existing one is never overwritten (KEY_FILE_EXISTS). */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  try {
    await using file = await open(path, 'wx', OWNER_ONLY);
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') throw new KeyError('KEY_FILE_EXISTS', `${path} exists already`, { cause });
    throw cause;
  }
}

/** The trimmed text of a file that only its owner can read; the mode is that of the opened file. */
export async function readSecretFile(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { mode, size } = await file.stat();
    if ((mode & OTHERS) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0');
      throw new KeyError('KEY_FILE_EXPOSED', `${path} has mode ${octal}; run chmod 600 on it`);
    }
    if (size > KEY_FILE_BYTES_MAX) throw new KeyError('KEY_FILE_MALFORMED', `${path} is too large for a key file`);
    return (await file.readFile('utf8')).trim();
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') throw new KeyError('KEY_FILE_MISSING', `${path} does not exist`, { cause });
    throw cause;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
