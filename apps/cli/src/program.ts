import { Command } from 'commander';
import { barrierCommand } from './commands/barrier.ts';
import { certCommand } from './commands/cert.ts';
import { chainCommand } from './commands/chain.ts';
import { completionCommand } from './commands/completion.ts';
import { databaseCommand } from './commands/database.ts';
import { devchainCommand } from './commands/devchain.ts';
import { doctorCommand } from './commands/doctor.ts';
import { freezeCommand } from './commands/freeze.ts';
import { handoffCommand } from './commands/handoff.ts';
import { keysCommand } from './commands/keys.ts';
import { documentedLocalnet } from './commands/localnet.ts';
import { logCommand } from './commands/log.ts';
import { nodeCommand } from './commands/node.ts';
import { projectionCommand } from './commands/projection.ts';
import { statusCommand } from './commands/status.ts';
import { documented } from './help.ts';

const RUN = 'Run:';
const LOOK = 'Look:';
const CARE = 'Care:';

/**
 * Each command loads what it needs only when it runs, so that help is quick. `completes`: what completes shells is to
 * be added, which needs no place kept in the help.
 */
export function createProgram({ completes = false } = {}): Command {
  const program = new Command('baton').description(
    "Carries a validator committee's off-chain key material from one epoch to the next.",
  );
  const groups: [string, Command[]][] = [
    [RUN, [nodeCommand(), documentedLocalnet(), devchainCommand()]],
    [
      LOOK,
      [
        statusCommand(),
        doctorCommand(),
        logCommand(),
        freezeCommand(),
        handoffCommand(),
        barrierCommand(),
        chainCommand(),
        certCommand(),
      ],
    ],
    [CARE, [keysCommand(), databaseCommand(), projectionCommand(), ...(completes ? [] : [completionCommand()])]],
  ];
  for (const [heading, commands] of groups) {
    for (const command of commands) program.addCommand(command.helpGroup(heading));
  }
  return documented(program, {
    examples: ['localnet --epochs 1', 'status --node http://127.0.0.1:8080 --watch', 'freeze explain --help'],
  });
}
