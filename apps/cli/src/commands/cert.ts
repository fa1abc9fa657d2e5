import { Command } from 'commander';

interface VerifyFlags {
  committee: string;
  next?: string;
  json?: boolean;
}

export function certCommand(): Command {
  const cert = new Command('cert').description('certificates of an epoch');
  cert
    .command('verify')
    .description('verify a certificate offline; exit 0 valid, 1 invalid, 2 unusable input')
    .argument('<CERT.json>', 'as `baton handoff show EPOCH` prints it')
    .requiredOption(
      '--committee <COMMITTEE.json>',
      "the certificate epoch's committee, as `baton chain committee EPOCH` prints it",
    )
    .option('--next <COMMITTEE.json>', 'the committee of the epoch after it')
    .option('--json', 'print the findings as JSON')
    .action(async (certificate: string, flags: VerifyFlags) => {
      const { verifyCertificateFiles } = await import('../verify-certificate.ts');
      process.exitCode = verifyCertificateFiles({ certificate, ...flags });
    });
  return cert;
}
