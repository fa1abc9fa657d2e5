#!/usr/bin/env node
// Finds or fetches nats-server; run alone it prints the path.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { fetchFromDebian } from './nats-server-debian.mjs';
import { fetchRelease } from './nats-server-release.mjs';
import { cache } from './paths.mjs';
import { isAtLeast, NATS_SERVER } from './pinned.mjs';
import { say, step } from './progress.mjs';

const MINIMUM = NATS_SERVER.minimum.join('.');
const REMEDY = `install nats-server ${MINIMUM} or later, or set BATON_NATS_SERVER to its path`;
const home = join(cache, 'nats-server');

/** The path of a usable nats-server, in the order: BATON_NATS_SERVER, PATH, project cache; undefined if none. */
export function findNatsServer() {
  const given = process.env.BATON_NATS_SERVER;
  if (given) {
    const version = versionOf(given);
    if (version === undefined) throw new SetupFailure(`BATON_NATS_SERVER=${given} does not run`, REMEDY, 2);
    if (!isAtLeast(version, NATS_SERVER.minimum))
      throw new SetupFailure(`BATON_NATS_SERVER=${given} is version ${version}, too old`, REMEDY, 2);
    return given;
  }
  return onPath() ?? cached();
}

/** The same, and fetches it when there is none: the official release first, then Debian's package. */
export async function ensureNatsServer() {
  const found = findNatsServer();
  if (found !== undefined) return found;
  return withLock(join(cache, 'nats-server.lock'), async () => {
    const meanwhile = cached();
    if (meanwhile !== undefined) return meanwhile;
    const tried = [];
    const sources = [
      { label: `nats-server ${NATS_SERVER.release}, official release`, fetch: fetchRelease },
      { label: 'nats-server, Debian package of a newer suite', fetch: fetchFromDebian },
    ];
    for (const { label, fetch } of sources) {
      try {
        return await step(label, async () => {
          const path = await fetch(home);
          const version = versionOf(path);
          if (version === undefined || !isAtLeast(version, NATS_SERVER.minimum))
            throw new SetupFailure(`version ${version ?? 'unknown: it does not run here'}`, REMEDY);
          return path;
        });
      } catch (error) {
        tried.push(`${label}: ${error.message}`);
        say(`  ${error.message}`);
      }
    }
    throw new SetupFailure(`found no nats-server ${MINIMUM} or later (${tried.join('; ')})`, REMEDY);
  });
}

function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, 'nats-server');
    if (folder === '' || !executable(candidate)) continue;
    const version = versionOf(candidate);
    if (version !== undefined && isAtLeast(version, NATS_SERVER.minimum)) return candidate;
  }
  return undefined;
}

function cached() {
  if (!existsSync(home)) return undefined;
  const versions = readdirSync(home).filter(
    (name) => /^\d+\.\d+\.\d+$/.test(name) && isAtLeast(name, NATS_SERVER.minimum),
  );
  const newest = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newest.map((version) => join(home, version, 'nats-server')).find(executable);
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(path) {
  try {
    const printed = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /v?(\d+\.\d+\.\d+\S*)/.exec(printed)?.[1];
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await ensureNatsServer()}\n`);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    process.stderr.write(`baton: ${error.message}; ${error.remedy}\n`);
    process.exitCode = error.exitCode;
  }
}
