import { Command } from 'commander';
import { epochArgument, nodeOption } from '../arguments.ts';

export function handoffCommand(): Command {
  const handoff = new Command('handoff').description('what an epoch hands to the next');
  handoff
    .command('show')
    .description("print an epoch's certificate as JSON")
    .argument('<EPOCH>', 'the epoch that the certificate ends', epochArgument)
    .addOption(nodeOption())
    .option('--json', 'JSON, which is the default')
    .action(async (epoch: number, flags: { node: string }) => {
      const [{ fromNode }, { decodeCertificate }] = await Promise.all([
        import('../node-client.ts'),
        import('@baton/protocol'),
      ]);
      const bytes = await fromNode(flags.node, `/v1/handoff/epochs/${epoch}/certificate`, 'application/octet-stream');
      process.stdout.write(`${JSON.stringify(decodeCertificate(bytes), null, 2)}\n`);
    });
  return handoff;
}
