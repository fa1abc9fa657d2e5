import { type CertificateVerification, verifyJoinerBootstrapCertificate } from '../bootstrap/index.ts';
import type { Committee } from '../committee.ts';
import { ProtocolError } from '../errors.ts';
import type { CertifiedHandoffAttestation } from '../messages/index.ts';

export interface VerifyCertificateAlone {
  certificate: CertifiedHandoffAttestation;
  /** The committee whose members signed; its epoch is the one that the certificate must be of. */
  committee: Committee;
  /** The committee of the epoch after; null leaves its hash unchecked, and says so. */
  next: Committee | null;
}

/**
 * What anyone can check with nothing but the JSON at hand: in a command line, in a browser. A `next` of another epoch
 * than the one after is an INVALID_ARGUMENT. docs/spec/handoff.md#verifying-a-certificate
 */
export function verifyCertificateAlone({
  certificate,
  committee,
  next,
}: VerifyCertificateAlone): CertificateVerification {
  if (next !== null && next.epoch !== committee.epoch + 1) {
    const problem = `the next committee given is of epoch ${next.epoch}, not of epoch ${committee.epoch + 1}`;
    throw new ProtocolError('INVALID_ARGUMENT', problem);
  }
  const nextMembers = next === null ? null : next.members.map((member) => member.name);
  return verifyJoinerBootstrapCertificate({ certificate, committee, expectedEpoch: committee.epoch, nextMembers });
}
