import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BOOTSTRAP = fileURLToPath(new URL('../../../bootstrap/nats-server.mjs', import.meta.url));
let found: Promise<string> | undefined;

/** The path of nats-server: what the bootstrap already named, else what the bootstrap finds or fetches. */
export function natsServerBinary(): Promise<string> {
  const given = process.env.BATON_NATS_SERVER;
  if (given) return Promise.resolve(given);
  found ??= promisify(execFile)(process.execPath, [BOOTSTRAP]).then(({ stdout }) => stdout.trim());
  return found;
}
