import type { Command } from 'commander';

export interface Documentation {
  /** Whole command lines without the leading `baton`. */
  examples: readonly string[];
  /** What exit codes mean here, where it is more than `0` done, `1` failed, `2` unusable input. */
  exits?: Readonly<Record<number, string>>;
}

const COMMON_EXITS = { 0: 'done', 1: 'it failed', 2: 'the input is unusable' } as const;

/** Adds examples and exit codes to a command's help. */
export function documented(command: Command, { examples, exits = {} }: Documentation): Command {
  const codes = Object.entries({ ...COMMON_EXITS, ...exits }).map(
    ([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`,
  );
  const lines = ['', 'Examples:', ...examples.map((example) => `  $ baton ${example}`), '', 'Exit codes:', ...codes];
  return command.addHelpText('after', lines.join('\n'));
}
