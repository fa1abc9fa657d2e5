/** What `--report` writes. Names are authority names; digests are Blake2b-256 as hex. */
export interface LocalnetReport {
  network: string;
  validators: number;
  epochs: EpochReport[];
}

export interface EpochReport {
  epoch: number;
  frozen: { name: string; digest: string }[];
  excluded: string[];
  /** By authority name: digest of the attestation which that validator built itself. */
  attestationDigests: Record<string, string>;
  certificate: { signers: number; stake: number; quorum: number };
  commits: number;
  messages: number;
  freezeRound: number;
  closeRound: number;
  /** From the epoch's first commit to the freeze and to the close, and from the close to the next epoch's first commit. */
  durationsMs: { freeze: number; close: number; turnover: number };
  chainBlobReads: number;
}

/** Why an epoch did not end as it should; empty if it did. */
export function problemsOf(report: EpochReport): string[] {
  const digests = Object.values(report.attestationDigests);
  const problems: string[] = [];
  if (new Set(digests).size > 1) problems.push(`validators built ${new Set(digests).size} different attestations`);
  if (report.certificate.stake < report.certificate.quorum) problems.push('the certificate has no quorum');
  return problems;
}
