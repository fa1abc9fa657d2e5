import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { NATS_SERVER } from './pinned.mjs';
import { reasonIn, runCommand } from './run-command.mjs';

const CONNECT_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;
const LARGEST_ARCHIVE_BYTES = 64 * 1024 * 1024;
const REMEDY = 'see the message above';

/** Downloads the official release archive, checks it against its pinned SHA-256 and unpacks it. @param {string} home */
export async function fetchRelease(home) {
  const archive = NATS_SERVER.archives[`${process.platform}-${process.arch}`];
  if (archive === undefined) throw new SetupFailure(`no release known for ${process.platform}-${process.arch}`, REMEDY);
  const stem = `nats-server-v${NATS_SERVER.release}-${archive.name}`;
  const bytes = await download(
    `https://github.com/nats-io/nats-server/releases/download/v${NATS_SERVER.release}/${stem}.tar.gz`,
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== archive.sha256)
    throw new SetupFailure(`the download's SHA-256 is ${sha256}, pinned is ${archive.sha256}`, REMEDY);
  mkdirSync(home, { recursive: true });
  const scratch = mkdtempSync(join(home, 'unpack-'));
  try {
    writeFileSync(join(scratch, 'archive.tar.gz'), bytes);
    const { code, output } = await runCommand('tar', ['-xzf', 'archive.tar.gz'], { cwd: scratch });
    if (code !== 0) throw new SetupFailure(`could not unpack it: ${reasonIn(output)}`, REMEDY);
    return place(join(scratch, stem, 'nats-server'), home, NATS_SERVER.release);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Moves a binary to its place in the cache. @param {string} binary @param {string} home @param {string} version */
export function place(binary, home, version) {
  if (!existsSync(binary)) throw new SetupFailure('the archive holds no nats-server', REMEDY);
  chmodSync(binary, 0o755);
  mkdirSync(join(home, version), { recursive: true });
  const target = join(home, version, 'nats-server');
  renameSync(binary, target);
  return target;
}

/** Two limits: a short one until the server answers, a longer one for the whole. */
async function download(url) {
  const abort = new AbortController();
  const whole = setTimeout(() => abort.abort(), DOWNLOAD_TIMEOUT_MS);
  const connect = setTimeout(() => abort.abort(), CONNECT_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(connect);
    if (!response.ok) throw new SetupFailure(`the release page answered ${response.status}`, REMEDY);
    if (Number(response.headers.get('content-length') ?? 0) > LARGEST_ARCHIVE_BYTES)
      throw new SetupFailure('the release archive is larger than it should be', REMEDY);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    const why = abort.signal.aborted ? 'no answer in time' : (error.cause?.code ?? error.message);
    throw new SetupFailure(`the release page cannot be reached (${why})`, REMEDY);
  } finally {
    clearTimeout(connect);
    clearTimeout(whole);
  }
}
