import { Command } from 'commander';
import { epochArgument, nodeOption } from '../arguments.ts';

export function chainCommand(): Command {
  const chain = new Command('chain').description('what a node has read from the chain');
  chain
    .command('committee')
    .description("print an epoch's committee as JSON")
    .argument('<EPOCH>', 'the epoch', epochArgument)
    .addOption(nodeOption())
    .action(async (epoch: number, flags: { node: string }) => {
      const [{ jsonFromNode }, { parseCommittee }] = await Promise.all([
        import('../node-client.ts'),
        import('../certificate-file.ts'),
      ]);
      const answer = await jsonFromNode(flags.node, `/v1/chain/epochs/${epoch}/committee`);
      process.stdout.write(`${JSON.stringify(parseCommittee(answer, 'the answer'), null, 2)}\n`);
    });
  return chain;
}
