import { Command } from 'commander';

export function nodeCommand(): Command {
  return new Command('node')
    .description('run one validator')
    .requiredOption('--config <FILE>', 'configuration as JSON')
    .option('--services <NAMES>', 'only these services, separated by commas')
    .action(async (flags: { config: string; services?: string }) => {
      const [{ loadServices }, { runProcess }] = await Promise.all([
        import('@baton/node'),
        import('@baton/service-runtime'),
      ]);
      const services = flags.services === undefined ? [] : ['--services', flags.services];
      await runProcess('node', loadServices, ['--config', flags.config, ...services]);
    });
}
