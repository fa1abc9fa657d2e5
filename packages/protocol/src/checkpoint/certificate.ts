import type { Committee } from '../committee.ts';
import { aggregateBls, verifyAggregateBls, verifyBls } from '../crypto/index.ts';
import type { AuthorityName, BlsSignature, Stake } from '../identifiers.ts';
import { type CheckpointKind, checkpointSigningBytes, type SignableCheckpoint } from './signing.ts';

/** What is submitted to the chain: the message, one signature, and who signed by seat. */
export interface CheckpointCertificate {
  contents: Uint8Array;
  aggregateSignature: Uint8Array;
  /** Bit i of byte i / 8, lowest first, is the i-th seat in chain order. */
  signersBitmap: Uint8Array;
  stake: Stake;
  signers: AuthorityName[];
}

export interface CertifyCheckpoint extends SignableCheckpoint {
  kind: CheckpointKind;
  /** As the log has them for these contents; of one authority the first counts. */
  signatures: readonly { authority: AuthorityName; signature: BlsSignature }[];
  committee: Committee;
}

export type CheckpointCertification = {
  /** Members whose sequenced signature is not their BLS key's over these contents. */
  invalid: AuthorityName[];
} & ({ outcome: 'certified'; certificate: CheckpointCertificate } | { outcome: 'below_quorum'; stake: Stake });

/**
 * Adds up the signatures over these contents. The sum is verified as a whole; only if that fails are the bad ones looked
 * for one by one, dropped and reported. `docs/spec/chain.md#checkpoints`
 */
export function certifyCheckpoint(input: CertifyCheckpoint): CheckpointCertification {
  const { committee, contents } = input;
  const given = new Map<AuthorityName, BlsSignature>();
  for (const { authority, signature } of input.signatures)
    if (committee.stakeOf(authority) > 0 && !given.has(authority)) given.set(authority, signature);
  const message = checkpointSigningBytes(input.kind, input);
  const seated = committee.members.map((member) => member.name).filter((name) => given.has(name));
  const whole = sumOf(seated, given, message);
  const invalid = whole === null ? seated.filter((name) => !verifies(name, given, message)) : [];
  const signers = seated.filter((name) => !invalid.includes(name));
  const stake = signers.reduce((sum, name) => sum + committee.stakeOf(name), 0);
  if (stake < committee.quorumThreshold) return { outcome: 'below_quorum', stake, invalid };
  const aggregateSignature = whole ?? aggregateBls(signers.flatMap((name) => given.get(name) ?? []));
  const signersBitmap = bitmapOf(committee, signers);
  return {
    outcome: 'certified',
    invalid,
    certificate: { contents, aggregateSignature, signersBitmap, stake, signers },
  };
}

type Given = ReadonlyMap<AuthorityName, BlsSignature>;

/** The sum of all, if it verifies. */
function sumOf(names: readonly AuthorityName[], given: Given, message: Uint8Array): Uint8Array | null {
  try {
    const sum = aggregateBls(names.flatMap((name) => given.get(name) ?? []));
    return verifyAggregateBls(sum, message, names) ? sum : null;
  } catch {
    return null; // one of them is no point of the curve, or there is none
  }
}

function verifies(name: AuthorityName, given: Given, message: Uint8Array): boolean {
  const signature = given.get(name);
  return signature !== undefined && verifyBls(signature, message, name);
}

/** Who signed, by seat in chain order. */
export function bitmapOf(committee: Pick<Committee, 'members'>, signers: readonly AuthorityName[]): Uint8Array {
  const signed = new Set(signers);
  const bitmap = new Uint8Array(Math.ceil(committee.members.length / 8));
  for (const [seat, { name }] of committee.members.entries()) {
    if (signed.has(name)) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (1 << (seat & 7));
  }
  return bitmap;
}
