import { attestationDigest, type CertificateCheck, verifyCertificateAlone } from '@baton/protocol';
import { readCertificate, readCommittee, usable } from './certificate-file.ts';
import { EXIT } from './failure.ts';
import { paint } from './output/paint.ts';
import { printJson } from './output/print.ts';

export interface CertificateFilesToVerify {
  certificate: string;
  committee: string;
  next?: string;
  json?: boolean;
}

/** Verifies from files alone, prints what each check found, answers the exit code. docs/spec/handoff.md#verifying-a-certificate */
export function verifyCertificateFiles(files: CertificateFilesToVerify): number {
  const certificate = readCertificate(files.certificate);
  const committee = readCommittee(files.committee);
  const next = files.next === undefined ? null : readCommittee(files.next);
  const verification = usable(() => verifyCertificateAlone({ certificate, committee, next }));
  if (files.json === true) {
    printJson({ epoch: certificate.attestation.epoch, ...verification });
    return verification.valid ? EXIT.ok : EXIT.failure;
  }
  for (const check of verification.checks) process.stdout.write(`${checkLine(check)}\n`);
  const { epoch } = certificate.attestation;
  if (verification.valid) {
    const { signers, stake, quorum } = verification;
    const digest = attestationDigest(certificate.attestation);
    process.stdout.write(
      `valid: epoch ${epoch}, ${signers.length} signers, stake ${stake} of ${quorum} needed, attestation ${digest}\n`,
    );
    return EXIT.ok;
  }
  const why = verification.checks.find(({ result }) => result === 'failed');
  process.stdout.write(`invalid: ${verification.fault}${why === undefined ? '' : `: ${why.detail}`}\n`);
  return EXIT.failure;
}

function checkLine({ check, subject, result, detail }: CertificateCheck): string {
  const mark = {
    passed: paint('good', 'passed '),
    skipped: paint('warning', 'skipped'),
    failed: paint('bad', 'failed '),
  }[result];
  const about = subject === null ? '' : ` of ${subject.slice(0, 12)}…`;
  return `${mark} ${check.replace('_', ' ')}${about}: ${detail}`;
}
