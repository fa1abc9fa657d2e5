import { Command } from 'commander';
import { epochArgument, jsonOption, nodeOptions } from '../arguments.ts';
import type { BarrierFlags } from '../barrier/run-barrier.ts';
import { documented } from '../help.ts';

export function barrierCommand(): Command {
  const barrier = new Command('barrier').description('what a node must hold before an epoch starts');
  const show = barrier
    .command('show')
    .description('whether an epoch may start here, and if not what is missing, since when, and what to do')
    .argument('[EPOCH]', 'the epoch to be entered (the newest on the chain)', epochArgument)
    .action(async (epoch: number | undefined, flags: BarrierFlags) => {
      const { showBarrier } = await import('../barrier/run-barrier.ts');
      await showBarrier(epoch, flags);
    });
  for (const option of nodeOptions()) show.addOption(option);
  show.addOption(jsonOption());
  documented(show, {
    examples: ['barrier show --node http://127.0.0.1:8080', 'barrier show 8 --node http://127.0.0.1:8080 --json'],
    exits: { 1: 'the node has no verdict on the epoch' },
  });
  return barrier;
}
