import type { Committee } from '../committee.ts';
import { type AuthorityName, compareHex, type Digest, type Signature, type Stake } from '../identifiers.ts';
import {
  attestationDigest,
  type CertifiedHandoffAttestation,
  type HandoffAttestation,
  type HandoffSignatureMessage,
} from '../messages/index.ts';
import { type HandoffSignatureVerdict, verifyHandoffSignature } from './verify-signature.ts';

/** Different attestations of one signer that are kept; honest signers sign one. */
export const ATTESTATIONS_PER_SIGNER = 4;

export interface TalliedAttestation {
  attestation: HandoffAttestation;
  /** Accepted signatures of members with stake. */
  signatures: ReadonlyMap<AuthorityName, Signature>;
  stake: Stake;
}

/** A pure function of the sequence: attestation digest -> signer -> signature, whatever the node itself built. */
export interface HandoffTally {
  attestations: ReadonlyMap<Digest, TalliedAttestation>;
  /** The first attestation whose stake reached the quorum; no other is ever certified. */
  certified: Digest | null;
}

export type TallyOutcome =
  | { outcome: 'rejected'; verdict: Exclude<HandoffSignatureVerdict, 'accept'> }
  /** No stake, or one attestation too many of this signer: not kept. */
  | { outcome: 'ignored'; reason: 'no_stake' | 'too_many_attestations' }
  /** A signer's signature over the same attestation again: the later one stands, the stake does not change. */
  | { outcome: 'replaced' }
  | { outcome: 'recorded' }
  /** This signer made the quorum, or came after it: a certificate richer than any before. */
  | { outcome: 'certified'; certificate: CertifiedHandoffAttestation };

export interface TallyHandoffSignature {
  tally: HandoffTally;
  message: HandoffSignatureMessage;
  committee: Committee;
  /** Given where it is already known, to hash the attestation once. */
  digest?: Digest;
}

export function emptyHandoffTally(): HandoffTally {
  return { attestations: new Map(), certified: null };
}

/** Verifies one sequenced signature and counts it. `docs/spec/handoff.md#tally` */
export function tallyHandoffSignature(input: TallyHandoffSignature): { tally: HandoffTally; result: TallyOutcome } {
  const { tally, message, committee } = input;
  const verdict = verifyHandoffSignature({ message, expected: message.attestation, committee });
  if (verdict !== 'accept') return { tally, result: { outcome: 'rejected', verdict } };
  return insertVerifiedSignature({ ...input, digest: input.digest ?? attestationDigest(message.attestation) });
}

/** Counts a signature that was verified already. */
export function insertVerifiedSignature(input: TallyHandoffSignature & { digest: Digest }): {
  tally: HandoffTally;
  result: TallyOutcome;
} {
  const { tally, message, committee, digest } = input;
  const { signer, signature } = message;
  const stake = committee.stakeOf(signer);
  if (stake === 0) return { tally, result: { outcome: 'ignored', reason: 'no_stake' } };
  const known = tally.attestations.get(digest) ?? emptyTallied(message.attestation);
  const again = known.signatures.has(signer);
  if (!again && attestationsOf(tally, signer) >= ATTESTATIONS_PER_SIGNER) {
    return { tally, result: { outcome: 'ignored', reason: 'too_many_attestations' } };
  }
  const updated: TalliedAttestation = {
    attestation: known.attestation,
    signatures: new Map(known.signatures).set(signer, signature),
    stake: known.stake + (again ? 0 : stake),
  };
  const attestations = new Map(tally.attestations).set(digest, updated);
  if (again) return { tally: { ...tally, attestations }, result: { outcome: 'replaced' } };
  const certifiable = updated.stake >= committee.quorumThreshold && (tally.certified ?? digest) === digest;
  if (!certifiable) return { tally: { ...tally, attestations }, result: { outcome: 'recorded' } };
  return {
    tally: { attestations, certified: digest },
    result: { outcome: 'certified', certificate: assembleCertificate(updated) },
  };
}

/** The certificate of what was tallied: signatures ascending by signer, whatever order they came in. */
export function assembleCertificate(tallied: TalliedAttestation): CertifiedHandoffAttestation {
  const signatures = [...tallied.signatures]
    .map(([signer, signature]) => ({ signer, signature }))
    .sort((a, b) => compareHex(a.signer, b.signer));
  return { attestation: tallied.attestation, signatures };
}

/** The certificate as far as the sequence goes; null before a quorum. */
export function certificateOf(tally: HandoffTally): CertifiedHandoffAttestation | null {
  const tallied = tally.certified === null ? undefined : tally.attestations.get(tally.certified);
  return tallied === undefined ? null : assembleCertificate(tallied);
}

function emptyTallied(attestation: HandoffAttestation): TalliedAttestation {
  return { attestation, signatures: new Map(), stake: 0 };
}

function attestationsOf(tally: HandoffTally, signer: AuthorityName): number {
  let count = 0;
  for (const { signatures } of tally.attestations.values()) if (signatures.has(signer)) count += 1;
  return count;
}
