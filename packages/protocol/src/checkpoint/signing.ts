import { u64 } from '../bcs/primitives.ts';
import type { Epoch } from '../identifiers.ts';
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
