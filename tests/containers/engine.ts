import { spawnSync } from 'node:child_process';

const ANSWER_MS = 10_000;

/** What the engine or a plugin of its client prints; undefined where it does not answer. */
function printed(args: string[]): string | undefined {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8', timeout: ANSWER_MS });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/** Stands behind a title of tests that are skipped where no engine answers; empty where one does. */
export const withoutEngine =
  printed(['version', '--format', '{{.Server.Version}}']) === undefined ? ' (skipped: no Docker engine answers)' : '';

/** The same for tests of what compose makes of the files, for which no engine is asked. */
export const withoutComposeClient =
  printed(['compose', 'version', '--short']) === undefined ? ' (skipped: no docker compose)' : '';

/** The same for tests that need compose beside the engine. */
export const withoutCompose = withoutEngine || withoutComposeClient;
