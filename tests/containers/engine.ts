import { spawnSync } from 'node:child_process';

const ANSWER_MS = 10_000;

/** What the engine or a plugin of its client prints; undefined where it does not answer. */
function printed(args: string[]): string | undefined {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8', timeout: ANSWER_MS });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/** The version of the Docker engine that answers here. */
export const dockerEngine = (): string | undefined => printed(['version', '--format', '{{.Server.Version}}']);

/** The version of compose beside that engine. */
export const dockerCompose = (): string | undefined =>
  dockerEngine() === undefined ? undefined : printed(['compose', 'version', '--short']);
