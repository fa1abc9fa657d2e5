import { Command } from 'commander';
import { epochArgument } from '../arguments.ts';

export function logCommand(): Command {
  const log = new Command('log').description('the ordered log');
  log
    .command('verify')
    .description(
      "walk an epoch's stream: order, digests, signatures, end and seal; exit 0 sound, 1 not, 2 unusable input",
    )
    .argument('<EPOCH>', 'the epoch', epochArgument)
    .requiredOption('--config <FILE>', 'configuration of a node or of consensus-log')
    .option('--json', 'print the findings as JSON')
    .action(async (epoch: number, flags: { config: string; json?: boolean }) => {
      const { verifyLog } = await import('../verify-log.ts');
      process.exitCode = await verifyLog(epoch, flags.config, flags.json === true);
    });
  return log;
}
