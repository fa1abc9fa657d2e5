import { interruption } from './interruption.ts';
import { type LocalnetOptions, OptionError } from './options.ts';
import { jsonRenderer } from './render-json.ts';
import { liveRenderer } from './render-live.ts';
import { plainRenderer } from './render-plain.ts';
import { runLocalnet } from './run.ts';

const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** Runs a localnet for a person or a script; answers the exit code. */
export async function execute(options: LocalnetOptions, json: boolean): Promise<number> {
  const stop = interruption();
  const render = json ? jsonRenderer() : process.stdout.isTTY ? liveRenderer() : plainRenderer();
  try {
    const outcome = await runLocalnet(options, {
      onEvent: render.onEvent,
      signal: stop.signal,
      onRunning: (localnet) => stop.onForce(() => localnet.kill()),
    });
    render.close();
    for (const problem of outcome.problems) process.stderr.write(`baton: ${problem}\n`);
    if (!outcome.ok) return EXIT.failure;
    return outcome.interrupted && options.epochs !== 0 ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    render.close();
    if (stop.signal.aborted && error === stop.signal.reason) return EXIT.interrupted;
    process.stderr.write(`baton: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof OptionError ? EXIT.usage : EXIT.failure;
  }
}
