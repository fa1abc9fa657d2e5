import { Command } from 'commander';
import { nodeOption } from '../arguments.ts';

export function statusCommand(): Command {
  return new Command('status')
    .description('what a node says of itself, as JSON')
    .addOption(nodeOption())
    .action(async (flags: { node: string }) => {
      const { jsonFromNode } = await import('../node-client.ts');
      process.stdout.write(`${JSON.stringify(await jsonFromNode(flags.node, '/status'), null, 2)}\n`);
    });
}
