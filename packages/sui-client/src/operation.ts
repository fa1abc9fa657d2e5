import type { ObjectId } from '@baton/protocol';

/**
 * The transactions a notifier sends, each one programmable transaction block (`docs/spec/chain.md#operations`). The
 * `steward_*` ones stand for what quorum-certified checkpoints will write and exist on a devchain only.
 */
export type ChainOperation =
  | { kind: 'initiate_mid_epoch_reconfiguration' }
  | { kind: 'request_network_key_reconfiguration'; keyIds: readonly ObjectId[] }
  | { kind: 'lock_epoch_sessions' }
  | { kind: 'advance_epoch' }
  | { kind: 'steward_complete_network_dkg'; keyId: ObjectId }
  | { kind: 'steward_complete_network_reconfiguration'; keyId: ObjectId }
  | { kind: 'steward_receive_end_of_publish' };

/** Equal for equal operations; names an attempt that is under way. */
export function operationKey(operation: ChainOperation): string {
  switch (operation.kind) {
    case 'request_network_key_reconfiguration':
      return `${operation.kind}:${operation.keyIds.join(',')}`;
    case 'steward_complete_network_dkg':
    case 'steward_complete_network_reconfiguration':
      return `${operation.kind}:${operation.keyId}`;
    default:
      return operation.kind;
  }
}
