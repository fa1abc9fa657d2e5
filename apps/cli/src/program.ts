import { localnetCommand } from '@baton/localnet';
import { Command } from 'commander';
import { certCommand } from './commands/cert.ts';
import { chainCommand } from './commands/chain.ts';
import { devchainCommand } from './commands/devchain.ts';
import { handoffCommand } from './commands/handoff.ts';
import { keysCommand } from './commands/keys.ts';
import { logCommand } from './commands/log.ts';
import { nodeCommand } from './commands/node.ts';
import { projectionCommand } from './commands/projection.ts';
import { statusCommand } from './commands/status.ts';

/** Each command loads what it needs only when it runs, so that help is quick. */
export function createProgram(): Command {
  const program = new Command('baton')
    .description("Carries a validator committee's off-chain key material from one epoch to the next.")
    .configureHelp({ sortSubcommands: true });
  const commands = [
    localnetCommand(),
    nodeCommand(),
    devchainCommand(),
    keysCommand(),
    statusCommand(),
    logCommand(),
    handoffCommand(),
    certCommand(),
    chainCommand(),
    projectionCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}
