import {
  type AuthorityName,
  type CertifiedHandoffAttestation,
  type Committee,
  decodeCertificate,
  type Epoch,
  ProtocolError,
  verifyJoinerBootstrapCertificate,
} from '@baton/protocol';

export type Verdict =
  | { valid: true; certificate: CertifiedHandoffAttestation; encoded: Uint8Array; signers: number }
  | { valid: false; fault: string };

/** What a certificate that anchors an epoch is checked against: the chain's word on both committees. */
export interface Expectation {
  /** The epoch before the one to be entered. */
  priorEpoch: Epoch;
  priorCommittee: Committee;
  members: readonly AuthorityName[];
}

/** Decodes strictly and verifies, whoever the bytes are from. docs/spec/handoff.md#bootstrap */
export function judgeCertificate(encoded: Uint8Array, expected: Expectation): Verdict {
  let certificate: CertifiedHandoffAttestation;
  try {
    certificate = decodeCertificate(encoded);
  } catch (error) {
    if (error instanceof ProtocolError) return { valid: false, fault: error.code.toLowerCase() };
    throw error;
  }
  const { valid, fault, signers } = verifyJoinerBootstrapCertificate({
    certificate,
    committee: expected.priorCommittee,
    expectedEpoch: expected.priorEpoch,
    nextMembers: expected.members,
  });
  return valid ? { valid, certificate, encoded, signers: signers.length } : { valid: false, fault: fault ?? 'invalid' };
}
