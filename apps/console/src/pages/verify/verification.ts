import type { CertificateVerification } from '@baton/protocol';

/** JSON as nodes and the command line give it, not looked at yet. */
export interface Evidence {
  certificate: unknown;
  committee: unknown;
  /** Null leaves the next committee's hash unchecked. */
  next: unknown;
}

export type Outcome =
  | {
      state: 'checked';
      epoch: number;
      attestationDigest: string | null;
      verification: CertificateVerification;
      tookMs: number;
    }
  /** The input itself is no good: which of it, and what is wrong with it. */
  | { state: 'unusable'; message: string };

/**
 * Verifies in this browser, with the code that nodes run; nothing is asked of any server. Loaded when it is needed: it
 * carries the curve and the hash.
 */
export async function verifyHere({ certificate, committee, next }: Evidence): Promise<Outcome> {
  const { attestationDigest, ProtocolError, parseCertificate, parseCommittee, verifyCertificateAlone } = await import(
    './protocol.ts'
  );
  const startedAt = performance.now();
  try {
    const read = parseCertificate(certificate, 'the certificate');
    const verification = verifyCertificateAlone({
      certificate: read,
      committee: parseCommittee(committee, 'the committee'),
      next: next === null ? null : parseCommittee(next, 'the next committee'),
    });
    // What is not canonical has no digest.
    const digest = verification.fault === 'not_canonical' ? null : attestationDigest(read.attestation);
    const tookMs = performance.now() - startedAt;
    return { state: 'checked', epoch: read.attestation.epoch, attestationDigest: digest, verification, tookMs };
  } catch (error) {
    if (error instanceof ProtocolError) return { state: 'unusable', message: error.message };
    throw error;
  }
}
