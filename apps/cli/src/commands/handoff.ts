import { Command } from 'commander';
import { epochArgument, jsonOption, nodeOptions } from '../arguments.ts';
import type { HandoffFlags } from '../handoff/run-handoff.ts';
import { documented } from '../help.ts';

export function handoffCommand(): Command {
  const handoff = new Command('handoff').description('what an epoch hands to the next');
  const show = handoff
    .command('show')
    .description(
      'how an epoch ends: votes, attestations with their signers, outputs, certificate, close and its reason',
    )
    .argument('<EPOCH>', 'the epoch that the certificate ends', epochArgument)
    .action(async (epoch: number, flags: HandoffFlags) => {
      const { showHandoff } = await import('../handoff/run-handoff.ts');
      await showHandoff(epoch, flags);
    });
  for (const option of nodeOptions()) show.addOption(option);
  show.addOption(
    jsonOption('print JSON on a terminal too; into a file it is JSON anyway, which `baton cert verify` takes'),
  );
  documented(show, {
    examples: [
      'handoff show 7 --node http://127.0.0.1:8080',
      'handoff show 7 --node http://127.0.0.1:8080 > epoch-7.json',
    ],
    exits: { 1: 'nothing is known of the epoch' },
  });
  return handoff;
}
