import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfiguration } from './configuration.ts';
import { ConfigurationError } from './errors.ts';
import { EXIT, explainFailure } from './exit.ts';
import { hostServices, type RunningHost, RuntimeSchema } from './host.ts';
import type { ServiceDefinition } from './service.ts';

const SHUTDOWN_DEADLINE_MS = 10_000;

interface CommandLine {
  readonly config: string | undefined;
  readonly services: readonly string[] | undefined;
}

/** `--config FILE` (or BATON_CONFIG) and `--services a,b`; a ConfigurationError for anything else. */
export function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): CommandLine {
  try {
    const options = { config: { type: 'string' }, services: { type: 'string' } } as const;
    const { values } = parseArgs({ args: [...argv], options, allowPositionals: false });
    const services = values.services?.split(',').map((name) => name.trim());
    return { config: values.config ?? env.BATON_CONFIG, services };
  } catch (cause) {
    throw new ConfigurationError([{ key: 'arguments', problem: `are wrong: ${(cause as Error).message}` }], { cause });
  }
}

/** Written whole or not at all: its reader waits for it to appear. */
async function writeReadyFile(path: string, host: RunningHost): Promise<void> {
  const { internalUrl, peerUrl } = host;
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify({ pid: process.pid, internalUrl, peerUrl })}\n`);
  await rename(partial, path);
}

function exitLoudly(error: unknown, host?: RunningHost): never {
  const report = explainFailure(error);
  host?.logger.fatal({ err: error, code: report.code, exitCode: report.exitCode }, 'stopped by a failure');
  for (const line of report.lines) process.stderr.write(`baton: ${line}\n`);
  process.exit(report.exitCode);
}

/** The first SIGINT or SIGTERM; a second one, of either kind, ends the process at once. */
function stopRequested(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const first = (signal: NodeJS.Signals) => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) {
        process.off(name, first);
        process.on(name, () => process.exit(EXIT.failure));
      }
      resolve(signal);
    };
    process.on('SIGINT', first);
    process.on('SIGTERM', first);
  });
}

async function closeWithin(host: RunningHost, deadlineMs: number): Promise<void> {
  const tooLate = () =>
    exitLoudly(new Error(`Not closed within ${deadlineMs} ms: ${host.closing ?? 'nothing'} is still closing`), host);
  const timer = setTimeout(tooLate, deadlineMs);
  await host.close();
  clearTimeout(timer);
}

/**
 * The whole life of a service process: configuration, start, wait for a signal or a failure, ordered close under a
 * deadline, exit code (docs/run/errors.md#exit-codes). Does not return.
 */
export async function runProcess(
  name: string,
  load: (services: readonly string[] | undefined) => Promise<readonly ServiceDefinition[]>,
  argv: readonly string[] = process.argv.slice(2),
): Promise<never> {
  process.on('uncaughtException', (error) => exitLoudly(error));
  process.on('unhandledRejection', (error) => exitLoudly(error));
  const stop = stopRequested();
  let host: RunningHost | undefined;
  try {
    const command = parseCommandLine(argv, process.env);
    const definitions = await load(command.services);
    const schemas = [RuntimeSchema, ...definitions.map((definition) => definition.config)];
    const configuration = await loadConfiguration(command.config, schemas, process.env);
    const starting = hostServices(definitions, configuration, { name });
    const early = await Promise.race([starting.then(() => undefined), stop]);
    if (early) process.exit(EXIT.ok);
    host = await starting;
    if (typeof configuration.readyFile === 'string') await writeReadyFile(configuration.readyFile, host);
    const ended = await Promise.race([stop, host.failed]);
    const deadlineMs =
      typeof configuration.shutdownDeadlineMs === 'number' ? configuration.shutdownDeadlineMs : SHUTDOWN_DEADLINE_MS;
    if (ended instanceof Error) {
      process.exitCode = explainFailure(ended).exitCode;
      host.logger.fatal({ err: ended }, 'a service failed; stopping');
      await closeWithin(host, deadlineMs);
      exitLoudly(ended);
    }
    host.logger.info({ signal: ended }, 'stopping');
    await closeWithin(host, deadlineMs);
  } catch (error) {
    exitLoudly(error, host);
  }
  process.exit(EXIT.ok);
}

/** `main.ts` of a service: `await runService(service)`. */
export function runService<Definition extends ServiceDefinition>(
  definition: Definition,
  argv?: readonly string[],
): Promise<never> {
  return runProcess(definition.name, async () => [definition], argv);
}
