import { Command } from 'commander';
import { documented } from '../help.ts';

export function nodeCommand(): Command {
  const node = new Command('node')
    .description('run one validator')
    .requiredOption('--config <FILE>', 'configuration as JSON; its keys are overridden by BATON_ variables')
    .option('--services <NAMES>', 'only these services, separated by commas')
    .action(async (flags: { config: string; services?: string }) => {
      const [{ loadServices }, { runProcess }] = await Promise.all([
        import('@baton/node'),
        import('@baton/service-runtime'),
      ]);
      const services = flags.services === undefined ? [] : ['--services', flags.services];
      await runProcess('node', loadServices, ['--config', flags.config, ...services]);
    });
  return documented(node, {
    examples: ['node --config node.json', 'node --config node.json --services blob-service,barrier'],
    exits: {
      0: 'ended in order, after SIGINT or SIGTERM',
      1: 'it failed; a supervisor may start it again',
      2: 'the configuration is unusable',
      3: 'a stop error: going on would serve wrong data (docs/run/errors.md)',
      4: 'the barrier rejected what it was given (docs/run/errors.md)',
    },
  });
}
