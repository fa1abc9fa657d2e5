import { bcs } from '@mysten/bcs';
import { BlsCommittee } from './committee.ts';
import { Address, Balance, Bytes, Field, Table, TableVec, VecMap } from './move.ts';

const SessionsKeeper = bcs.struct('SessionsKeeper', {
  sessions: Table,
  session_events: Table,
  started_sessions_count: bcs.u64(),
  completed_sessions_count: bcs.u64(),
  next_session_sequence_number: bcs.u64(),
});

const SessionsManager = bcs.struct('SessionsManager', {
  registered_user_session_identifiers: Table,
  user_sessions_keeper: SessionsKeeper,
  system_sessions_keeper: SessionsKeeper,
  last_user_initiated_session_to_complete_in_current_epoch: bcs.u64(),
  locked_last_user_initiated_session_to_complete_in_current_epoch: bcs.bool(),
  max_active_sessions_buffer: bcs.u64(),
});
export type SessionsManager = typeof SessionsManager.$inferType;

/** A session that is not completed: the value of a keeper's table `u64 -> DWalletSession`. */
export const DWalletSession = bcs.struct('DWalletSession', {
  id: Address,
  session_identifier: bcs.struct('SessionIdentifier', { id: Address, identifier_preimage: Bytes }),
  session_sequence_number: bcs.u64(),
  dwallet_network_encryption_key_id: Address,
  fee_charged_ika: Balance,
  gas_fee_reimbursement_sui: Balance,
});
export type DWalletSession = typeof DWalletSession.$inferType;

const PricingInfo = bcs.struct('PricingInfo', {
  pricing_map: VecMap(
    bcs.struct('PricingInfoKey', {
      curve: bcs.u32(),
      signature_algorithm: bcs.option(bcs.u32()),
      protocol: bcs.u32(),
    }),
    bcs.struct('PricingInfoValue', {
      fee_ika: bcs.u64(),
      gas_fee_reimbursement_sui: bcs.u64(),
      gas_fee_reimbursement_sui_for_system_calls: bcs.u64(),
    }),
  ),
});

const PricingAndFeeManager = bcs.struct('PricingAndFeeManager', {
  current: PricingInfo,
  default: PricingInfo,
  validator_votes: Table,
  pricing_calculation_votes: bcs.option(
    bcs.struct('PricingInfoCalculationVotes', {
      bls_committee: BlsCommittee,
      default_pricing: PricingInfo,
      working_pricing: PricingInfo,
    }),
  ),
  gas_fee_reimbursement_sui_system_call_value: bcs.u64(),
  gas_fee_reimbursement_sui_system_call_balance: Balance,
  fee_charged_ika: Balance,
});

const SupportConfig = bcs.struct('SupportConfig', {
  supported_curves_to_signature_algorithms_to_hash_schemes: VecMap(bcs.u32(), VecMap(bcs.u32(), bcs.vector(bcs.u32()))),
  paused_curves: bcs.vector(bcs.u32()),
  paused_signature_algorithms: bcs.vector(bcs.u32()),
  paused_hash_schemes: bcs.vector(bcs.u32()),
  signature_algorithms_allowed_global_presign: bcs.vector(bcs.u32()),
});

export const CoordinatorInner = bcs.struct('DWalletCoordinatorInner', {
  current_epoch: bcs.u64(),
  sessions_manager: SessionsManager,
  dwallets: Table,
  dwallet_network_encryption_keys: Table,
  epoch_dwallet_network_encryption_keys_reconfiguration_completed: bcs.u64(),
  encryption_keys: Table,
  presign_sessions: Table,
  partial_centralized_signed_messages: Table,
  pricing_and_fee_manager: PricingAndFeeManager,
  active_committee: BlsCommittee,
  next_epoch_active_committee: bcs.option(BlsCommittee),
  total_messages_processed: bcs.u64(),
  last_processed_checkpoint_sequence_number: bcs.u64(),
  previous_epoch_last_checkpoint_sequence_number: bcs.u64(),
  support_config: SupportConfig,
  received_end_of_publish: bcs.bool(),
  extra_fields: Table,
});
export type CoordinatorInner = typeof CoordinatorInner.$inferType;
/** The dynamic field of the `DWalletCoordinator` object that holds the inner, keyed by its version. */
export const CoordinatorInnerField = Field(bcs.u64(), CoordinatorInner);

/** The chain's record of a network key. It has no epoch of its own; that is the coordinator's. */
export const NetworkEncryptionKey = bcs.struct('DWalletNetworkEncryptionKey', {
  id: Address,
  dkg_at_epoch: bcs.u64(),
  network_dkg_public_output: TableVec,
  reconfiguration_public_outputs: Table,
  dkg_params_for_network: Bytes,
  supported_curves: bcs.vector(bcs.u32()),
  state: bcs.enum('DWalletNetworkEncryptionKeyState', {
    AwaitingNetworkDKG: null,
    NetworkDKGCompleted: null,
    AwaitingNetworkReconfiguration: null,
    NetworkReconfigurationCompleted: null,
  }),
});
export type NetworkEncryptionKey = typeof NetworkEncryptionKey.$inferType;
