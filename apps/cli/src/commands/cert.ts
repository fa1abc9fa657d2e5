import { Command } from 'commander';
import { epochArgument, jsonOption, type NodeFlags, nodeOptions } from '../arguments.ts';
import { documented } from '../help.ts';

interface VerifyFlags {
  committee: string;
  next?: string;
  json?: boolean;
}

export function certCommand(): Command {
  const cert = new Command('cert').description('certificates of an epoch');
  const verify = cert
    .command('verify')
    .description('verify a certificate offline, from files alone')
    .argument('<CERT.json>', 'as `baton cert show EPOCH` prints it')
    .requiredOption(
      '--committee <COMMITTEE.json>',
      "the certificate epoch's committee, as `baton chain committee EPOCH` prints it",
    )
    .option('--next <COMMITTEE.json>', 'the committee of the epoch after it')
    .addOption(jsonOption('print the findings as JSON'))
    .action(async (certificate: string, flags: VerifyFlags) => {
      const { verifyCertificateFiles } = await import('../verify-certificate.ts');
      process.exitCode = verifyCertificateFiles({ certificate, ...flags });
    });
  documented(verify, {
    examples: [
      'cert verify epoch-7.certificate.json --committee epoch-7.committee.json --next epoch-8.committee.json',
      'cert verify epoch-7.certificate.json --committee epoch-7.committee.json --json',
    ],
    exits: { 0: 'valid', 1: 'invalid: the first check that failed says why' },
  });
  const show = cert
    .command('show')
    .description("print an epoch's certificate as JSON, for `baton cert verify`")
    .argument('<EPOCH>', 'the epoch that the certificate ends', epochArgument)
    .action(async (epoch: number, flags: NodeFlags) => {
      const { showCertificate } = await import('../handoff/run-handoff.ts');
      await showCertificate(epoch, flags);
    });
  for (const option of nodeOptions()) show.addOption(option);
  show.addOption(jsonOption('JSON, which is the default'));
  documented(show, {
    examples: ['cert show 7 --node http://127.0.0.1:8080 > epoch-7.certificate.json'],
    exits: { 1: 'there is none, or the node does not answer' },
  });
  return cert;
}
