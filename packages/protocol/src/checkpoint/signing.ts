import { bls12_381 } from '@noble/curves/bls12-381.js';
import { u64 } from '../bcs/primitives.ts';
import { type AuthorityName, type BlsSignature, type Epoch, fromHex } from '../identifiers.ts';
import { INTENT_SCOPE } from '../intent.ts';

export type CheckpointKind = 'dwallet' | 'system';

/** The transaction kind that carries signatures of a checkpoint kind. */
export const SIGNATURE_KIND = {
  dwallet: 'dwallet_checkpoint_signature',
  system: 'system_checkpoint_signature',
} as const satisfies Record<CheckpointKind, string>;

/** A checkpoint's own bytes, as the chain reads them, in their epoch. */
export interface SignableCheckpoint {
  epoch: Epoch;
  contents: Uint8Array;
}

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
  { contents, epoch }: SignableCheckpoint,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 + contents.length + 8);
  bytes.set([SCOPE[kind], 0, 0]);
  bytes.set(contents, 3);
  bytes.set(u64.serialize(epoch).toBytes(), 3 + contents.length);
  return bytes;
}

/** Whether this authority's BLS key signed this message. Malformed points are false, not an error. */
export function verifyBls(signature: BlsSignature, message: Uint8Array, name: AuthorityName): boolean {
  try {
    return scheme.verify(fromHex(signature), scheme.hash(message, DOMAIN), fromHex(name));
  } catch {
    return false; // not a point of the curve
  }
}

/** Whether the sum of signatures is one of all these names over this message. */
export function verifyAggregateBls(
  aggregate: Uint8Array,
  message: Uint8Array,
  names: readonly AuthorityName[],
): boolean {
  try {
    const key = scheme.aggregatePublicKeys(names.map((name) => fromHex(name)));
    return scheme.verify(aggregate, scheme.hash(message, DOMAIN), key);
  } catch {
    return false; // not points of the curve, or no names
  }
}

/** The compressed sum of signatures over the same bytes. Throws where one is no point of the curve. */
export function aggregateBls(signatures: readonly BlsSignature[]): Uint8Array {
  return scheme.aggregateSignatures(signatures.map((signature) => scheme.Signature.fromHex(signature))).toBytes(true);
}
