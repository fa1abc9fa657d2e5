import { bcs } from '@mysten/bcs';
import { Address, Balance, Bytes, Element, ExtendedField, Table, TableVec, VecMap, VecSet } from './move.ts';

/** Layouts the Ika SDK generates but does not export; `layout.golden.test.ts` compares them with its generated ones. */

export const PendingValues = bcs.tuple([VecMap(bcs.u64(), bcs.u64())], { name: 'PendingValues' });

export const ValidatorMetadata = bcs.struct('ValidatorMetadata', {
  image_url: bcs.string(),
  project_url: bcs.string(),
  description: bcs.string(),
  extra_fields: VecMap(bcs.string(), bcs.string()),
});

export const ValidatorInfo = bcs.struct('ValidatorInfo', {
  name: bcs.string(),
  validator_id: Address,
  network_address: bcs.string(),
  p2p_address: bcs.string(),
  consensus_address: bcs.string(),
  protocol_pubkey_bytes: Bytes,
  protocol_pubkey: Element,
  network_pubkey_bytes: Bytes,
  consensus_pubkey_bytes: Bytes,
  mpc_data_bytes: bcs.option(TableVec),
  next_epoch_protocol_pubkey_bytes: bcs.option(Bytes),
  next_epoch_network_pubkey_bytes: bcs.option(Bytes),
  next_epoch_consensus_pubkey_bytes: bcs.option(Bytes),
  next_epoch_mpc_data_bytes: bcs.option(TableVec),
  next_epoch_network_address: bcs.option(bcs.string()),
  next_epoch_p2p_address: bcs.option(bcs.string()),
  next_epoch_consensus_address: bcs.option(bcs.string()),
  previous_mpc_data_bytes: bcs.option(TableVec),
  metadata: ExtendedField,
});

export const ValidatorState = bcs.enum('ValidatorState', {
  PreActive: null,
  Active: null,
  Withdrawing: bcs.u64(),
});

export const Validator = bcs.struct('Validator', {
  id: Address,
  validator_info: ValidatorInfo,
  state: ValidatorState,
  activation_epoch: bcs.option(bcs.u64()),
  latest_epoch: bcs.u64(),
  ika_balance: bcs.u64(),
  num_shares: bcs.u64(),
  pending_shares_withdraw: PendingValues,
  pre_active_withdrawals: PendingValues,
  pending_commission_rate: PendingValues,
  commission_rate: bcs.u16(),
  exchange_rates: Table,
  pending_stake: PendingValues,
  rewards_pool: Balance,
  commission: Balance,
  validator_cap_id: Address,
  operation_cap_id: Address,
  commission_cap_id: Address,
  extra_fields: Table,
});
export type Validator = typeof Validator.$inferType;

export const PendingActiveSet = bcs.struct('PendingActiveSet', {
  min_validator_count: bcs.u64(),
  max_validator_count: bcs.u64(),
  min_validator_joining_stake: bcs.u64(),
  max_validator_change_count: bcs.u64(),
  validators: bcs.vector(bcs.struct('PendingActiveSetEntry', { validator_id: Address, staked_amount: bcs.u64() })),
  total_stake: bcs.u64(),
  validator_changes: VecSet(Address),
});
export type PendingActiveSet = typeof PendingActiveSet.$inferType;
