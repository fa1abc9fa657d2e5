import { Transaction, type TransactionArgument } from '@mysten/sui/transactions';
import type { ChainOperation } from './operation.ts';
import type { VersionedHead } from './versioned-heads.ts';

export interface SubmitContext {
  sender: string;
  system: VersionedHead;
  coordinator: VersionedHead;
  /** Package of a devchain's traffic module; null where there is none. */
  devchainPackageId: string | null;
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
    case 'process_checkpoint':
      addCheckpoint(tx, operation, { system, coordinator, inSystem, inCoordinator, sender: context.sender });
      return;
    case 'request_user_sessions':
      if (!context.devchainPackageId) throw new TypeError(`${operation.kind} needs the package of a devchain`);
      tx.moveCall({
        target: `${context.devchainPackageId}::traffic::request_sessions`,
        arguments: [coordinator, tx.pure.u64(operation.count)],
      });
      return;
  }
}

/** A pure argument may have 16 KiB with its length prefix; a longer message is joined from parts. */
const MESSAGE_PART_BYTES = 16_000;

function addCheckpoint(
  tx: Transaction,
  { target, message, signature, signersBitmap }: Extract<ChainOperation, { kind: 'process_checkpoint' }>,
  calls: {
    system: TransactionArgument;
    coordinator: TransactionArgument;
    inSystem(name: string): string;
    inCoordinator(name: string): string;
    sender: string;
  },
): void {
  const part = (bytes: Uint8Array) => tx.pure.vector('u8', bytes);
  const whole = part(message.subarray(0, MESSAGE_PART_BYTES));
  for (let at = MESSAGE_PART_BYTES; at < message.length; at += MESSAGE_PART_BYTES) {
    tx.moveCall({
      target: '0x1::vector::append',
      typeArguments: ['u8'],
      arguments: [whole, part(message.subarray(at, at + MESSAGE_PART_BYTES))],
    });
  }
  const name = 'process_checkpoint_message_by_quorum';
  const rest = [part(signature), part(signersBitmap), whole];
  if (target === 'system') {
    tx.moveCall({ target: calls.inSystem(name), arguments: [calls.system, ...rest] });
    return;
  }
  // The reimbursement of gas goes to whoever paid for it.
  const reimbursement = tx.moveCall({ target: calls.inCoordinator(name), arguments: [calls.coordinator, ...rest] });
  tx.transferObjects([reimbursement], calls.sender);
}
