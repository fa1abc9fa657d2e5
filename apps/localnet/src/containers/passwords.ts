import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Volumes } from './volumes.ts';

const PASSWORD_BYTES = 24;
/** Postgres's own user reads it too: by its group. */
const OWNER_AND_GROUP = 0o640;

/** The role's password, made at the first call: hexadecimal, so that it needs no quoting anywhere. */
export function passwordOf(volumes: Volumes, role: string): string {
  const file = volumes.password(role);
  if (!existsSync(file))
    writeFileSync(file, randomBytes(PASSWORD_BYTES).toString('hex'), { flag: 'wx', mode: OWNER_AND_GROUP });
  return readFileSync(file, 'utf8');
}
