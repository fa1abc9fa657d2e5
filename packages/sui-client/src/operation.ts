import type { ObjectId, SequenceNumber } from '@baton/protocol';

/** Which contract processes a checkpoint: the system's, or the dWallets' coordinator. */
export type CheckpointTarget = 'system' | 'dwallet';

/** The transactions a node sends, each one programmable transaction block (`docs/spec/chain.md#operations`). */
export type ChainOperation =
  | { kind: 'initiate_mid_epoch_reconfiguration' }
  | { kind: 'request_network_key_reconfiguration'; keyIds: readonly ObjectId[] }
  | {
      kind: 'process_checkpoint';
      target: CheckpointTarget;
      sequenceNumber: SequenceNumber;
      /** BCS of the checkpoint message. */
      message: Uint8Array;
      /** 96 bytes: the sum of the signatures. */
      signature: Uint8Array;
      /** Bit i of byte i / 8, lowest first: the i-th seat in chain order. */
      signersBitmap: Uint8Array;
    }
  | { kind: 'lock_epoch_sessions' }
  | { kind: 'advance_epoch' }
  /** On a devchain only: user sessions without a user. */
  | { kind: 'request_user_sessions'; count: number; batch: string };

/** Names the attempt at a checkpoint: whoever added up the signatures, the contract processes it once. */
export const checkpointKey = (target: CheckpointTarget, sequenceNumber: SequenceNumber): string =>
  `process_checkpoint:${target}:${sequenceNumber}`;

/** Equal for equal operations; names an attempt that is under way. */
export function operationKey(operation: ChainOperation): string {
  switch (operation.kind) {
    case 'request_network_key_reconfiguration':
      return `${operation.kind}:${operation.keyIds.join(',')}`;
    case 'process_checkpoint':
      return checkpointKey(operation.target, operation.sequenceNumber);
    case 'request_user_sessions':
      return `${operation.kind}:${operation.batch}`;
    default:
      return operation.kind;
  }
}
