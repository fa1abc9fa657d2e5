import { Command } from 'commander';
import { countArgument, epochArgument, jsonOption, logOptions, roundArgument } from '../arguments.ts';
import { documented } from '../help.ts';
import type { ShowFlags } from '../log/show.ts';
import type { TailFlags } from '../log/tail.ts';

const ITEMS_MAX = 100_000;
const ITEMS_DEFAULT = 50;

const KIND = 'only messages of this kind, or of the only kind that a part of its name means';
const AUTHOR = 'only messages of this validator: its label, or the beginning of its authority';

export function logCommand(): Command {
  const log = new Command('log').description('the ordered log');
  log.addCommand(tailCommand()).addCommand(showCommand()).addCommand(verifyCommand());
  return log;
}

function tailCommand(): Command {
  const tail = new Command('tail')
    .description('follow the log: each commit with messages on a line, until Ctrl-C')
    .option('--kind <KIND>', KIND)
    .option('--author <NAME>', AUTHOR)
    .option('--all', 'also commits without messages, which only move the clock')
    .option('--count <N>', 'stop after as many commits', countArgument(ITEMS_MAX));
  for (const option of logOptions()) tail.addOption(option);
  tail.addOption(jsonOption('print each commit as a line of JSON')).action(async (flags: TailFlags) => {
    const { tailLog } = await import('../log/tail.ts');
    process.exitCode = await tailLog(flags);
  });
  return documented(tail, {
    examples: [
      'log tail --log http://127.0.0.1:8070',
      'log tail --console http://127.0.0.1:8090 --kind session_output_vote --author validator-2',
      'log tail --log http://127.0.0.1:8070 --all --json --count 10',
    ],
    exits: { 0: 'stopped by Ctrl-C or after --count', 1: 'the log does not answer' },
  });
}

function showCommand(): Command {
  const show = new Command('show')
    .description("an epoch's messages, or one commit with all that it says")
    .argument('<EPOCH>', 'the epoch', epochArgument)
    .argument('[ROUND]', 'the commit', roundArgument)
    .option('--kind <KIND>', KIND)
    .option('--author <NAME>', AUTHOR)
    .option('--commits', 'list commits instead of messages')
    .option('--reverse', 'newest first')
    .option('--limit <N>', 'most lines', countArgument(ITEMS_MAX), ITEMS_DEFAULT);
  for (const option of logOptions()) show.addOption(option);
  show.addOption(jsonOption()).action(async (epoch: number, round: number | undefined, flags: ShowFlags) => {
    const { showCommit, showEpoch } = await import('../log/show.ts');
    await (round === undefined ? showEpoch(epoch, flags) : showCommit(epoch, round, flags));
  });
  return documented(show, {
    examples: [
      'log show 7 --log http://127.0.0.1:8070 --kind validator_mpc_data_announcement',
      'log show 7 412 --log http://127.0.0.1:8070',
      'log show 7 --log http://127.0.0.1:8070 --commits --reverse --limit 20 --json',
    ],
    exits: { 1: 'there is no such epoch or round, or the log does not answer' },
  });
}

function verifyCommand(): Command {
  const verify = new Command('verify')
    .description("walk an epoch's stream in JetStream: order, digests, signatures, end and seal")
    .argument('<EPOCH>', 'the epoch', epochArgument)
    .requiredOption('--config <FILE>', 'configuration of a node or of consensus-log')
    .addOption(jsonOption('print the findings as JSON'))
    .action(async (epoch: number, flags: { config: string; json?: boolean }) => {
      const { verifyLog } = await import('../verify-log.ts');
      process.exitCode = await verifyLog(epoch, flags.config, flags.json === true);
    });
  return documented(verify, {
    examples: ['log verify 7 --config node.json', 'log verify 7 --config consensus-log.json --json'],
    exits: { 0: 'sound', 1: 'not sound, or the log does not answer' },
  });
}
