import { Command, Option } from 'commander';
import { jsonOption } from '../arguments.ts';
import { documented } from '../help.ts';
import type { ProjectionFlags } from '../projection/run-projection.ts';

const CHOICES = ['freeze', 'handoff'];

export function projectionCommand(): Command {
  const projection = new Command('projection').description("a validator's read models");
  const verify = projection
    .command('verify')
    .description('replay the log in memory and compare row by row')
    .addOption(jsonOption('print the findings as JSON'))
    .action(async (flags: ProjectionFlags) => {
      const { verifyProjections } = await import('../projection/run-projection.ts');
      process.exitCode = await verifyProjections(flags);
    });
  const rebuild = projection
    .command('rebuild')
    .description('empty the derived tables and replay the log into them; stop the node first')
    .addOption(jsonOption('print the progress as lines of JSON'))
    .action(async (flags: ProjectionFlags) => {
      const { rebuildProjections } = await import('../projection/run-projection.ts');
      await rebuildProjections(flags);
    });
  for (const command of [verify, rebuild]) {
    command.requiredOption('--config <FILE>', "the node's configuration");
    command.addOption(new Option('--only <NAME>', 'one projection instead of all').choices(CHOICES));
  }
  documented(verify, {
    examples: ['projection verify --config node.json', 'projection verify --config node.json --only freeze --json'],
    exits: { 0: 'equal', 1: 'rows differ, or the log or the database does not answer' },
  });
  documented(rebuild, {
    examples: ['projection rebuild --config node.json', 'projection rebuild --config node.json --only handoff'],
    exits: { 130: 'stopped by Ctrl-C; the node completes it at its start' },
  });
  return projection;
}
