import type { LocalnetOptions } from './options.ts';
import type { LocalnetOutcome, RunHooks } from './run.ts';

export { localnetCommand } from './command.ts';
export type { LocalnetEvent, LocalnetListener, ValidatorState } from './events.ts';
export type { Localnet, RunningValidator } from './localnet.ts';
export { BOUNDS, defaultGraceRounds, type LocalnetOptions, OptionError } from './options.ts';
export type { EpochReport, LocalnetReport } from './report.ts';
export type { LocalnetOutcome, RunHooks } from './run.ts';

/** Runs a network through its epochs; loads what that needs only when it is called. */
export async function runLocalnet(options: LocalnetOptions, hooks: RunHooks): Promise<LocalnetOutcome> {
  const { runLocalnet: run } = await import('./run.ts');
  return run(options, hooks);
}
