import { Command } from 'commander';
import { epochArgument, jsonOption, nodeOptions } from '../arguments.ts';
import type { FreezeFlags } from '../freeze/run-freeze.ts';
import { documented } from '../help.ts';

export function freezeCommand(): Command {
  const freeze = new Command('freeze').description('which bytes an epoch uses, and why');
  const explain = freeze
    .command('explain')
    .description('why a validator is frozen, carried or excluded: who attests it at which digest, with how much stake')
    .argument('<NAME>', "a validator's label, or the beginning of its authority")
    .option('--epoch <EPOCH>', 'the epoch (the present one)', epochArgument)
    .action(async (name: string, flags: FreezeFlags) => {
      const { explainName } = await import('../freeze/run-freeze.ts');
      await explainName(name, flags);
    });
  const show = freeze
    .command('show')
    .description("an epoch's freeze: every name, its state and the stake behind it")
    .argument('[EPOCH]', 'the epoch (the present one)', epochArgument)
    .action(async (epoch: number | undefined, flags: FreezeFlags) => {
      const { showFreeze } = await import('../freeze/run-freeze.ts');
      await showFreeze(epoch, flags);
    });
  for (const command of [explain, show]) {
    for (const option of nodeOptions()) command.addOption(option);
    command.addOption(jsonOption());
  }
  documented(explain, {
    examples: [
      'freeze explain validator-3 --console http://127.0.0.1:8090 --node validator-0',
      'freeze explain 9a3f --epoch 7 --node http://127.0.0.1:8080',
    ],
    exits: { 1: 'nothing is known of the epoch or the name' },
  });
  documented(show, { examples: ['freeze show --node http://127.0.0.1:8080', 'freeze show 7 --json'] });
  return freeze;
}
