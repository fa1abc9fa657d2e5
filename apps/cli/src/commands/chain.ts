import { Command } from 'commander';
import { epochArgument, jsonOption, type NodeFlags, nodeOptions } from '../arguments.ts';
import { documented } from '../help.ts';

export function chainCommand(): Command {
  const chain = new Command('chain').description('what a node has read from the chain');
  const committee = chain
    .command('committee')
    .description("print an epoch's committee as JSON, for `baton cert verify`")
    .argument('<EPOCH>', 'the epoch', epochArgument)
    .action(async (epoch: number, flags: NodeFlags) => {
      const [{ NodeClient }, { parseCommittee }, { printJson }] = await Promise.all([
        import('../node/client.ts'),
        import('../certificate-file.ts'),
        import('../output/print.ts'),
      ]);
      const answer = await (await NodeClient.of(flags)).get(`/v1/chain/epochs/${epoch}/committee`);
      printJson(parseCommittee(answer.raw(), 'the answer'));
    });
  for (const option of nodeOptions()) committee.addOption(option);
  committee.addOption(jsonOption('JSON, which is the default'));
  documented(committee, {
    examples: ['chain committee 7 --node http://127.0.0.1:8080 > epoch-7.committee.json'],
    exits: { 1: 'the node has not seen the chain in this epoch, or does not answer' },
  });
  return chain;
}
