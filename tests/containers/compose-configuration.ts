import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const FOLDER = fileURLToPath(new URL('../../deploy/compose', import.meta.url));

/** A service as compose would run it; only what the tests look at. */
export interface ComposeService {
  image: string;
  command?: string[] | null;
  user?: string | undefined;
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  environment?: Record<string, string | null>;
  healthcheck?: { test?: string[]; disable?: boolean } | undefined;
  deploy?: { resources?: { limits?: { cpus?: number; memory?: string; pids?: number } } };
  ports?: { host_ip?: string; published: string }[];
}

/** What compose makes of the files; `environmentFiles` stand behind .env, `profiles` beside those they switch on. */
export async function composeServices(
  environmentFiles: readonly string[] = [],
  profiles: readonly string[] = [],
): Promise<Record<string, ComposeService>> {
  const files = ['.env', ...environmentFiles].flatMap((file) => ['--env-file', file]);
  const switchedOn = profiles.flatMap((profile) => ['--profile', profile]);
  const { stdout } = await execa('docker', ['compose', ...files, ...switchedOn, 'config', '--format', 'json'], {
    cwd: FOLDER,
  });
  return (JSON.parse(stdout) as { services: Record<string, ComposeService> }).services;
}
