import { Command, Option } from 'commander';

const CHOICES = ['freeze', 'handoff'];

interface Flags {
  config: string;
  only?: string;
  json?: boolean;
}

const only = () => new Option('--only <NAME>', 'one projection instead of all').choices(CHOICES);

export function projectionCommand(): Command {
  const projection = new Command('projection').description("a validator's read models");
  projection
    .command('verify')
    .description('replay the log in memory and compare row by row; exit 0 equal, 1 not, 2 unusable input')
    .requiredOption('--config <FILE>', "the node's configuration")
    .addOption(only())
    .option('--json', 'print the findings as JSON')
    .action(async (flags: Flags) => {
      const { verifyProjections } = await import('../projections.ts');
      process.exitCode = await verifyProjections(flags);
    });
  projection
    .command('rebuild')
    .description('empty the derived tables and replay the log into them; stop the node first')
    .requiredOption('--config <FILE>', "the node's configuration")
    .addOption(only())
    .action(async (flags: Flags) => {
      const { rebuildProjections } = await import('../projections.ts');
      await rebuildProjections(flags);
    });
  return projection;
}
