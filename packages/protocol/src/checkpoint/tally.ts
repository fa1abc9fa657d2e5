import type { Committee } from '../committee.ts';
import { blake2b256 } from '../crypto/index.ts';
import type { AuthorityName, BlsSignature, Digest, Epoch, Stake } from '../identifiers.ts';
import type { CheckpointMessage, CheckpointSignature } from '../messages/index.ts';
import { aggregateBls, type CheckpointKind, verifyCheckpointSignature } from './signing.ts';

/** Different contents of one member for one sequence number that are kept; honest members sign one. */
export const CONTENTS_PER_SIGNER = 2;

interface TalliedCheckpoint {
  checkpoint: CheckpointMessage;
  signatures: ReadonlyMap<AuthorityName, BlsSignature>;
  stake: Stake;
}

/** Signatures of one checkpoint number: contents digest -> signer -> signature. A pure function of the sequence. */
export interface CheckpointTally {
  contents: ReadonlyMap<Digest, TalliedCheckpoint>;
  /** The first contents with a quorum of stake. */
  certified: Digest | null;
}

/** Tallies by `dwallet/7`, `system/3`. */
export type CheckpointTallies = ReadonlyMap<string, CheckpointTally>;

export type CheckpointOutcome =
  | { outcome: 'rejected'; reason: 'wrong_epoch' | 'unknown_signer' | 'invalid_signature' }
  | { outcome: 'ignored'; reason: 'repeated' | 'too_many_contents' }
  | { outcome: 'recorded'; stake: Stake }
  | { outcome: 'certified'; stake: Stake };

export interface TallyCheckpointSignature {
  tallies: CheckpointTallies;
  kind: CheckpointKind;
  given: CheckpointSignature;
  epoch: Epoch;
  committee: Committee;
}

/** Verifies one sequenced checkpoint signature and counts it by stake. `docs/spec/chain.md#checkpoints` */
export function tallyCheckpointSignature(input: TallyCheckpointSignature): {
  tallies: CheckpointTallies;
  result: CheckpointOutcome;
} {
  const { tallies, kind, given, committee } = input;
  const { checkpoint, authority, signature } = given;
  const unchanged = (result: CheckpointOutcome) => ({ tallies, result });
  if (checkpoint.epoch !== input.epoch) return unchanged({ outcome: 'rejected', reason: 'wrong_epoch' });
  const stake = committee.stakeOf(authority);
  if (stake === 0) return unchanged({ outcome: 'rejected', reason: 'unknown_signer' });

  const key = checkpointKey(kind, checkpoint.sequenceNumber);
  const tally = tallies.get(key) ?? { contents: new Map(), certified: null };
  const digest = blake2b256(checkpoint.contents);
  const known = tally.contents.get(digest) ?? { checkpoint, signatures: new Map(), stake: 0 };
  if (known.signatures.has(authority)) return unchanged({ outcome: 'ignored', reason: 'repeated' });
  const signed = [...tally.contents.values()].filter((entry) => entry.signatures.has(authority)).length;
  if (signed >= CONTENTS_PER_SIGNER) return unchanged({ outcome: 'ignored', reason: 'too_many_contents' });
  if (!verifyCheckpointSignature(kind, given)) return unchanged({ outcome: 'rejected', reason: 'invalid_signature' });

  const total = known.stake + stake;
  const entry = {
    checkpoint: known.checkpoint,
    signatures: new Map(known.signatures).set(authority, signature),
    stake: total,
  };
  const first = tally.certified === null && total >= committee.quorumThreshold;
  const certified = first ? digest : tally.certified;
  const next: CheckpointTally = { contents: new Map(tally.contents).set(digest, entry), certified };
  return {
    tallies: new Map(tallies).set(key, next),
    result: { outcome: certified === digest ? 'certified' : 'recorded', stake: total },
  };
}

export function checkpointKey(kind: CheckpointKind, sequenceNumber: number): string {
  return `${kind}/${sequenceNumber}`;
}

/** What is submitted to the chain: the message, one signature, and who signed by seat. */
export interface CheckpointCertificate {
  checkpoint: CheckpointMessage;
  aggregateSignature: Uint8Array;
  /** Bit i of byte i / 8, lowest first, is the i-th seat in chain order. */
  signersBitmap: Uint8Array;
  stake: Stake;
  signers: AuthorityName[];
}

/** The certificate of a checkpoint number; null before a quorum. */
export function checkpointCertificate(
  tallies: CheckpointTallies,
  kind: CheckpointKind,
  sequenceNumber: number,
  committee: Committee,
): CheckpointCertificate | null {
  const tally = tallies.get(checkpointKey(kind, sequenceNumber));
  const entry = tally?.certified == null ? undefined : tally.contents.get(tally.certified);
  if (entry === undefined) return null;
  const signers = committee.members.map((member) => member.name).filter((name) => entry.signatures.has(name));
  const signatures = [...entry.signatures.values()];
  return {
    checkpoint: entry.checkpoint,
    aggregateSignature: aggregateBls(signatures),
    signersBitmap: signersBitmap(committee, signers),
    stake: entry.stake,
    signers,
  };
}

export function signersBitmap(committee: Committee, signers: readonly AuthorityName[]): Uint8Array {
  const signed = new Set(signers);
  const bitmap = new Uint8Array(Math.ceil(committee.members.length / 8));
  for (const [seat, { name }] of committee.members.entries()) {
    if (signed.has(name)) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (1 << (seat & 7));
  }
  return bitmap;
}
