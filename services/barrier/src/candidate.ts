import {
  type AuthorityName,
  type CertifiedHandoffAttestation,
  type Committee,
  decodeCertificate,
  type Epoch,
  encodeCertificate,
  handoffSigningBytes,
  ProtocolError,
  verifyEd25519,
  verifyJoinerBootstrapCertificate,
} from '@baton/protocol';

/** `encoded` is the certificate with the signatures that count, and no other. */
export type Verdict =
  | { valid: true; certificate: CertifiedHandoffAttestation; encoded: Uint8Array; signers: number }
  | { valid: false; fault: string };

/** What a certificate that anchors an epoch is checked against: the chain's word on both committees. */
export interface Expectation {
  /** The epoch before the one to be entered. */
  priorEpoch: Epoch;
  priorCommittee: Committee;
  /** The keys are those of today: a signature that fails may be good by a key that its signer has given up. */
  keysMayHaveChanged: boolean;
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
  if (expected.keysMayHaveChanged) certificate = withoutUnverifiable(certificate, expected.priorCommittee);
  const { valid, fault, signers } = verifyJoinerBootstrapCertificate({
    certificate,
    committee: expected.priorCommittee,
    expectedEpoch: expected.priorEpoch,
    nextMembers: expected.members,
  });
  if (!valid) return { valid, fault: fault ?? 'invalid' };
  return { valid, certificate, encoded: encodeCertificate(certificate), signers: signers.length };
}

/** What verifies under the keys at hand must hold the quorum alone; the rest counts for nothing and spoils nothing. */
function withoutUnverifiable(
  { attestation, signatures }: CertifiedHandoffAttestation,
  committee: Committee,
): CertifiedHandoffAttestation {
  const bytes = handoffSigningBytes(attestation);
  const verifies = ({ signer, signature }: (typeof signatures)[number]) => {
    const key = committee.keyOf(signer);
    return key === undefined || verifyEd25519(signature, bytes, key);
  };
  return { attestation, signatures: signatures.filter(verifies) };
}
