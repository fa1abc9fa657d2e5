import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

enableCompileCache();
const { startDevchain, parseGenesis, GenesisError } = await import('./index.ts');
const { writeFileDurably } = await import('./durable-file.ts');
const { prepareBls } = await import('@baton/protocol');

const USAGE =
  'usage: devchain --genesis FILE [--port N] [--control-port N] [--ready-file FILE] [--state-dir DIR] [--hold-until FILE]';
const HOLD_LOOK_MS = 20;
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

class UsageError extends Error {}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`${option}: ${text} is no port`);
  return port;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        genesis: { type: 'string' },
        port: { type: 'string', default: '0' },
        'control-port': { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'ready-file': { type: 'string' },
        'state-dir': { type: 'string' },
        'hold-until': { type: 'string' },
      },
    });
    const port = portOf('--port', values.port);
    const controlPort = portOf('--control-port', values['control-port']);
    if (!values.genesis || !existsSync(values.genesis)) throw new UsageError('--genesis: no such file');
    const genesis = parseGenesis(JSON.parse(readFileSync(values.genesis, 'utf8')));
    return {
      genesis,
      port,
      controlPort,
      host: values.host,
      readyFile: values['ready-file'],
      stateDir: values['state-dir'],
      holdUntil: values['hold-until'],
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Looks for the file that says that everybody is up; a file is all that a starting script needs. */
function beginOnce(file: string, begin: () => void): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(timer);
    begin();
  }, HOLD_LOOK_MS);
  return timer;
}

async function main(): Promise<void> {
  const { readyFile, stateDir, holdUntil, ...options } = readOptions();
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const hold = holdUntil !== undefined;
  const devchain = await startDevchain({ ...options, hold, ...(stateDir ? { stateDir } : {}) });
  const { chain: _chain, faults: _faults, act: _act, begin, close: _close, ...description } = devchain;
  const ready = `${JSON.stringify({ ...description, pid: process.pid })}\n`;
  if (readyFile) writeFileDurably(readyFile, ready);
  process.stdout.write(ready);
  // Ready before the first checkpoint comes.
  void prepareBls();
  const waiting = holdUntil === undefined ? undefined : beginOnce(holdUntil, begin);
  await stopped;
  clearInterval(waiting);
  await devchain.close();
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError || error instanceof GenesisError;
  process.stderr.write(
    `devchain: ${error instanceof Error ? error.message : String(error)}\n${usage ? `${USAGE}\n` : ''}`,
  );
  process.exitCode = usage ? EXIT_USAGE : EXIT_FAILURE;
});
