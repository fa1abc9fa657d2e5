import { Transaction } from '@mysten/sui/transactions';
import type { ChainOperation } from './operation.ts';
import type { VersionedHead } from './versioned-heads.ts';

export interface SubmitContext {
  sender: string;
  system: VersionedHead;
  coordinator: VersionedHead;
  stewardPackageId: string | null;
  chainIdentifier: string;
  suiEpoch: number;
  referenceGasPrice: number;
}

const GAS_BUDGET = 50_000_000;
/** A transaction built in one Sui epoch may still run in the next. */
const VALID_SUI_EPOCHS = 1;
const CLOCK_INITIAL_VERSION = 1;

/**
 * Builds a transaction wholly offline: no object to resolve, gas from the account's address balance, valid only during
 * the given epochs of the given chain. The same bytes are re-sent after an unclear failure.
 */
export async function buildTransaction(
  operation: ChainOperation,
  context: SubmitContext,
  nonce: number,
): Promise<Uint8Array> {
  const tx = new Transaction();
  tx.setSender(context.sender);
  tx.setGasPrice(context.referenceGasPrice);
  tx.setGasBudget(GAS_BUDGET);
  tx.setGasPayment([]);
  tx.setExpiration({
    ValidDuring: {
      minEpoch: context.suiEpoch,
      maxEpoch: context.suiEpoch + VALID_SUI_EPOCHS,
      minTimestamp: null,
      maxTimestamp: null,
      chain: context.chainIdentifier,
      nonce,
    },
  });
  addCalls(tx, operation, context);
  return tx.build();
}

function addCalls(tx: Transaction, operation: ChainOperation, context: SubmitContext): void {
  const shared = (head: VersionedHead) =>
    tx.sharedObjectRef({
      objectId: head.objectId,
      initialSharedVersion: head.initialSharedVersion,
      mutable: true,
    });
  const clock = () =>
    tx.sharedObjectRef({ objectId: '0x6', initialSharedVersion: CLOCK_INITIAL_VERSION, mutable: false });
  const system = shared(context.system);
  const coordinator = shared(context.coordinator);
  const inSystem = (name: string) => `${context.system.packageId}::system::${name}`;
  const inCoordinator = (name: string) => `${context.coordinator.packageId}::coordinator::${name}`;
  const bySteward = (name: string) => {
    if (!context.stewardPackageId) throw new TypeError(`${operation.kind} needs a steward package`);
    return `${context.stewardPackageId}::steward::${name}`;
  };
  const statusInfo = () =>
    tx.moveCall({ target: inSystem('create_system_current_status_info'), arguments: [system, clock()] });

  switch (operation.kind) {
    case 'initiate_mid_epoch_reconfiguration':
      tx.moveCall({ target: inSystem('initiate_mid_epoch_reconfiguration'), arguments: [system, clock()] });
      tx.moveCall({
        target: inCoordinator('initiate_mid_epoch_reconfiguration'),
        arguments: [coordinator, statusInfo()],
      });
      return;
    case 'request_network_key_reconfiguration':
      for (const keyId of operation.keyIds) {
        tx.moveCall({
          target: inCoordinator('request_network_encryption_key_mid_epoch_reconfiguration'),
          arguments: [coordinator, tx.pure.id(keyId)],
        });
      }
      return;
    case 'lock_epoch_sessions':
      tx.moveCall({ target: inCoordinator('request_lock_epoch_sessions'), arguments: [coordinator, statusInfo()] });
      return;
    case 'advance_epoch': {
      const approver = tx.moveCall({ target: inSystem('initiate_advance_epoch'), arguments: [system, clock()] });
      tx.moveCall({ target: inCoordinator('advance_epoch'), arguments: [coordinator, approver] });
      tx.moveCall({ target: inSystem('advance_epoch'), arguments: [system, approver, clock()] });
      return;
    }
    case 'steward_complete_network_dkg':
      tx.moveCall({
        target: bySteward('complete_network_dkg'),
        arguments: [coordinator, tx.pure.id(operation.keyId)],
      });
      return;
    case 'steward_complete_network_reconfiguration':
      tx.moveCall({
        target: bySteward('complete_network_reconfiguration'),
        arguments: [coordinator, tx.pure.id(operation.keyId)],
      });
      return;
    case 'steward_receive_end_of_publish':
      tx.moveCall({ target: bySteward('receive_end_of_publish'), arguments: [system, coordinator] });
      return;
  }
}
