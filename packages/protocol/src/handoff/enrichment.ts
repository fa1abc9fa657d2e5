import { attestationDigest, type CertifiedHandoffAttestation } from '../messages/index.ts';

/**
 * Whether `candidate` may replace the certificate that is held: the same attestation, every held signer, and at least
 * one more. A certificate never loses signers and never changes what it certifies. `docs/spec/handoff.md#enrichment`
 */
export function certificateEnriches(
  held: CertifiedHandoffAttestation | null,
  candidate: CertifiedHandoffAttestation,
): boolean {
  if (held === null) return true;
  if (attestationDigest(held.attestation) !== attestationDigest(candidate.attestation)) return false;
  const signers = new Set(candidate.signatures.map((entry) => entry.signer));
  return signers.size > held.signatures.length && held.signatures.every((entry) => signers.has(entry.signer));
}
