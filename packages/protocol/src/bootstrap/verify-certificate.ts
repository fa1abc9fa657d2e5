import type { Committee } from '../committee.ts';
import { verifyEd25519 } from '../crypto/index.ts';
import { ProtocolError } from '../errors.ts';
import { hashNextCommittee } from '../handoff/next-committee.ts';
import type { AuthorityName, Epoch, Stake } from '../identifiers.ts';
import {
  type CertifiedHandoffAttestation,
  encodeAttestation,
  handoffSigningBytes,
  type SignerSignature,
} from '../messages/index.ts';

/** One thing that was looked at, in order, and what was found. */
export interface CertificateCheck {
  check: 'canonical' | 'epoch' | 'next_committee' | 'signature' | 'quorum';
  /** The signer, for a signature. */
  subject: AuthorityName | null;
  result: 'passed' | 'skipped' | 'failed';
  /** For people. */
  detail: string;
}

export type CertificateFault =
  | 'not_canonical'
  | 'wrong_epoch'
  | 'next_committee_mismatch'
  | 'duplicate_signer'
  | 'invalid_signature'
  | 'insufficient_stake';

export interface CertificateVerification {
  valid: boolean;
  /** The first fault; null for a valid certificate. */
  fault: CertificateFault | null;
  checks: CertificateCheck[];
  /** Stake of the accepted signers. */
  stake: Stake;
  quorum: Stake;
  signers: AuthorityName[];
  /** Signers without stake in the committee, or without a known key. */
  skipped: AuthorityName[];
}

export interface VerifyCertifiedHandoffAttestation {
  certificate: CertifiedHandoffAttestation;
  /** The committee of the certificate's own epoch. */
  committee: Committee;
}

export interface VerifyJoinerBootstrapCertificate extends VerifyCertifiedHandoffAttestation {
  expectedEpoch: Epoch;
  /** All seated members of the epoch that follows; omitted only where nothing is known of it. */
  nextMembers: readonly AuthorityName[] | null;
}

/**
 * Walks all signatures: a repeated signer or a bad signature is fatal, a signer without stake or key is skipped, and
 * the rest must hold a quorum. Says nothing of epoch and successor. `docs/spec/handoff.md#verifying-a-certificate`
 */
export function verifyCertifiedHandoffAttestation(input: VerifyCertifiedHandoffAttestation): CertificateVerification {
  const walk = startWalk(input.committee);
  checkCanonical(walk, input.certificate);
  checkSignatures(walk, input);
  return finish(walk);
}

/**
 * What a node asks of the certificate that anchors its epoch: the right epoch, the exact next committee, then the
 * signatures. One hop: trust rests on the prior committee as the chain gives it. `docs/spec/handoff.md#bootstrap`
 */
export function verifyJoinerBootstrapCertificate(input: VerifyJoinerBootstrapCertificate): CertificateVerification {
  const walk = startWalk(input.committee);
  const { attestation } = input.certificate;
  checkCanonical(walk, input.certificate);
  if (walk.fault === null) {
    const epochs = `certificate of epoch ${attestation.epoch}, expected ${input.expectedEpoch}`;
    note(walk, 'epoch', null, attestation.epoch === input.expectedEpoch ? null : 'wrong_epoch', epochs);
  }
  if (walk.fault === null && input.nextMembers === null) {
    walk.checks.push({ check: 'next_committee', subject: null, result: 'skipped', detail: 'no next committee given' });
  } else if (walk.fault === null && input.nextMembers !== null) {
    const hash = hashNextCommittee(input.nextMembers);
    const same = hash === attestation.nextCommitteeHash;
    const detail = same
      ? `names the ${input.nextMembers.length} members given`
      : `certified ${attestation.nextCommitteeHash}, given members hash to ${hash}`;
    note(walk, 'next_committee', null, same ? null : 'next_committee_mismatch', detail);
  }
  checkSignatures(walk, input);
  return finish(walk);
}

interface Walk {
  committee: Committee;
  checks: CertificateCheck[];
  fault: CertificateFault | null;
  stake: Stake;
  signers: AuthorityName[];
  skipped: AuthorityName[];
}

function startWalk(committee: Committee): Walk {
  return { committee, checks: [], fault: null, stake: 0, signers: [], skipped: [] };
}

function note(
  walk: Walk,
  check: CertificateCheck['check'],
  subject: AuthorityName | null,
  fault: CertificateFault | null,
  detail: string,
): void {
  walk.checks.push({ check, subject, result: fault === null ? 'passed' : 'failed', detail });
  walk.fault ??= fault;
}

function checkCanonical(walk: Walk, { attestation }: CertifiedHandoffAttestation): void {
  try {
    encodeAttestation(attestation);
    note(walk, 'canonical', null, null, `${attestation.items.length} items, strictly ascending`);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    note(walk, 'canonical', null, 'not_canonical', error.message);
  }
}

function checkSignatures(walk: Walk, { certificate, committee }: VerifyCertifiedHandoffAttestation): void {
  if (walk.fault !== null) return;
  const bytes = handoffSigningBytes(certificate.attestation);
  const seen = new Set<AuthorityName>();
  for (const entry of certificate.signatures) {
    if (seen.has(entry.signer))
      note(walk, 'signature', entry.signer, 'duplicate_signer', 'this signer is listed twice');
    else checkSignature(walk, entry, bytes);
    if (walk.fault !== null) return;
    seen.add(entry.signer);
  }
  const { quorumThreshold } = committee;
  const detail = `stake ${walk.stake} of ${quorumThreshold} needed, ${walk.skipped.length} signers skipped`;
  note(walk, 'quorum', null, walk.stake >= quorumThreshold ? null : 'insufficient_stake', detail);
}

function checkSignature(walk: Walk, { signer, signature }: SignerSignature, bytes: Uint8Array): void {
  const stake = walk.committee.stakeOf(signer);
  const key = walk.committee.keyOf(signer);
  if (stake === 0 || key === undefined) {
    const detail = stake === 0 ? 'holds no stake in this committee' : 'has no known consensus key';
    walk.checks.push({ check: 'signature', subject: signer, result: 'skipped', detail });
    walk.skipped.push(signer);
  } else if (verifyEd25519(signature, bytes, key)) {
    note(walk, 'signature', signer, null, `stake ${stake}`);
    walk.stake += stake;
    walk.signers.push(signer);
  } else note(walk, 'signature', signer, 'invalid_signature', 'the signature is not of this attestation');
}

function finish(walk: Walk): CertificateVerification {
  const { fault, checks, stake, signers, skipped, committee } = walk;
  return { valid: fault === null, fault, checks, stake, quorum: committee.quorumThreshold, signers, skipped };
}
