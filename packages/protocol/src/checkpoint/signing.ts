import { bls12_381 } from '@noble/curves/bls12-381.js';
import { u64 } from '../bcs/primitives.ts';
import { type AuthorityName, type BlsSignature, fromHex } from '../identifiers.ts';
import { INTENT_SCOPE } from '../intent.ts';
import type { CheckpointMessage, CheckpointSignature } from '../messages/index.ts';

export type CheckpointKind = 'dwallet' | 'system';

/** min-pk: 48-byte public keys in G1 (the authority's name), 96-byte signatures in G2. */
const scheme = bls12_381.longSignatures;
const DOMAIN = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const SCOPE = {
  dwallet: INTENT_SCOPE.dwallet_checkpoint_message,
  system: INTENT_SCOPE.system_checkpoint_message,
} as const satisfies Record<CheckpointKind, number>;

/** What members sign and the chain's contract verifies: intent, contents, epoch as u64. `docs/spec/chain.md#checkpoints` */
export function checkpointSigningBytes(
  kind: CheckpointKind,
  { contents, epoch }: CheckpointMessage,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 + contents.length + 8);
  bytes.set([SCOPE[kind], 0, 0]);
  bytes.set(contents, 3);
  bytes.set(u64.serialize(epoch).toBytes(), 3 + contents.length);
  return bytes;
}

/** Whether this authority's BLS key signed this checkpoint. Malformed points are false, not an error. */
export function verifyCheckpointSignature(kind: CheckpointKind, given: CheckpointSignature): boolean {
  return verifyBls(given.signature, checkpointSigningBytes(kind, given.checkpoint), given.authority);
}

export function verifyBls(signature: BlsSignature, message: Uint8Array, name: AuthorityName): boolean {
  try {
    return scheme.verify(fromHex(signature), scheme.hash(message, DOMAIN), fromHex(name));
  } catch {
    return false; // not a point of the curve
  }
}

/** The compressed sum of signatures over the same bytes. */
export function aggregateBls(signatures: readonly BlsSignature[]): Uint8Array {
  return scheme.aggregateSignatures(signatures.map((signature) => scheme.Signature.fromHex(signature))).toBytes(true);
}
