import { protocolConfiguration } from '@baton/protocol';
import type { SessionCounts } from './session-counts.ts';

/** What `--report` writes. Names are authority names; digests are Blake2b-256 as hex. */
export interface LocalnetReport {
  network: string;
  /** Validators that founded the network. */
  validators: number;
  epochs: EpochReport[];
}

export interface EpochReport {
  epoch: number;
  protocolVersion: number;
  /** The epoch's committee, in chain order. */
  members: string[];
  /** Members that did not sit in the epoch before, and those of it that sit no more; none in the first epoch. */
  joined: string[];
  left: string[];
  frozen: { name: string; digest: string }[];
  excluded: string[];
  /** By authority name: digest of the attestation which that validator built itself. */
  attestationDigests: Record<string, string>;
  /** `nextCommitteeHash` is what it says of the next committee; null without a certificate. */
  certificate: { signers: number; stake: number; quorum: number; nextCommitteeHash: string | null };
  /** The next committee's keys as finally assembled. */
  assembledKeys: { name: string; digest: string }[];
  sessions: SessionCounts;
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
  const problems: string[] = [];
  if (report.sessions.overshoot > 0) problems.push(`${report.sessions.overshoot} sessions completed beyond the target`);
  if (!certifies(report)) return problems;
  const built = new Set(Object.values(report.attestationDigests)).size;
  if (built > 1) problems.push(`validators built ${built} different attestations`);
  for (const name of report.members) {
    if (!(name in report.attestationDigests)) problems.push(`${name} attested nothing`);
  }
  if (report.certificate.stake < report.certificate.quorum) problems.push('the certificate has no quorum');
  return problems;
}

/** Whether the epoch's protocol version has a freeze, attestations and a certificate. */
export function certifies({ protocolVersion }: EpochReport): boolean {
  return protocolConfiguration(protocolVersion).offChainValidatorMetadata;
}
