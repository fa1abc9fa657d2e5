import { type Command, CommanderError } from 'commander';
import { addCompletion } from './commands/completion.ts';
import { CommandFailure, EXIT } from './failure.ts';
import { createProgram } from './program.ts';

const OUTPUT_CLOSED = 'EPIPE';

/** Usage errors of every command, at any depth: one line, and exit code 2 instead of commander's 1. */
function tellUsageErrors(command: Command): void {
  command.exitOverride().showSuggestionAfterError(false);
  for (const sub of command.commands) tellUsageErrors(sub);
}

// A variable that is set to nothing says nothing.
for (const [name, value] of Object.entries(process.env)) {
  if (name.startsWith('BATON_') && value === '') delete process.env[name];
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === OUTPUT_CLOSED) process.exit(EXIT.ok);
  throw error;
});

const completes = process.argv[2] === 'complete';
const program = createProgram({ completes });
tellUsageErrors(program);
try {
  if (completes) {
    await addCompletion(program);
    tellUsageErrors(program);
  }
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  } else if (error instanceof CommandFailure) {
    process.stderr.write(`baton: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `baton: ${error instanceof Error ? (process.env.BATON_DEBUG ? error.stack : error.message) : String(error)}\n`,
    );
    process.exitCode = EXIT.failure;
  }
}
