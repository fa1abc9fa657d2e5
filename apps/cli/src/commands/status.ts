import { Command, Option } from 'commander';
import { jsonOption, logOptions, secondsArgument } from '../arguments.ts';
import { documented } from '../help.ts';
import type { StatusFlags } from '../status/run-status.ts';

export function statusCommand(): Command {
  const status = new Command('status').description(
    'all services of a node on one screen: what each is at, how far behind, what it waits for, since when, what to do',
  );
  for (const option of logOptions()) status.addOption(option);
  status
    .option('--watch', 'show it live until Ctrl-C')
    .addOption(
      new Option('--interval <SECONDS>', 'between two looks with --watch').argParser(secondsArgument).default(1),
    )
    .addOption(jsonOption('print JSON; with --watch a line for each look'))
    .action(async (flags: StatusFlags) => {
      const { runStatus } = await import('../status/run-status.ts');
      process.exitCode = await runStatus(flags);
    });
  return documented(status, {
    examples: [
      'status --node http://127.0.0.1:8080',
      'status --console http://127.0.0.1:8090 --node validator-2 --watch',
      'status --config node.json --json | jq \'.services[] | select(.state != "ok")\'',
    ],
    exits: { 0: 'all well', 1: 'something waits, is stalled, catches up or does not answer, the log included' },
  });
}
