import { Command } from 'commander';
import { documented } from '../help.ts';

const HELP = {
  examples: [
    'complete bash > ~/.local/share/bash-completion/completions/baton',
    'complete zsh > ~/.zsh/completions/_baton',
    'complete fish > ~/.config/fish/completions/baton.fish',
  ],
};

/** Stands in the help; the real one, which knows all other commands, is put in its place only when it is asked for. */
export function completionCommand(): Command {
  return documented(
    new Command('complete')
      .description('print a script that completes commands in your shell')
      .argument('<SHELL>', 'bash, zsh, fish or powershell'),
    HELP,
  );
}

/** Adds the command that prints scripts and that these scripts call. */
export async function addCompletion(program: Command): Promise<void> {
  const [{ default: completable }, { completeFiles }] = await Promise.all([
    import('@bomb.sh/tab/commander'),
    import('../complete-files.ts'),
  ]);
  completeFiles(completable(program));
  const added = program.commands.find((command) => command.name() === 'complete');
  if (added !== undefined) documented(added, HELP);
}
