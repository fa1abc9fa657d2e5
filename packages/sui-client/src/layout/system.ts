import { bcs } from '@mysten/bcs';
import { BlsCommittee } from './committee.ts';
import { Address, Balance, Bytes, ExtendedField, Field, Table, VecMap, VecSet } from './move.ts';

export const ValidatorSet = bcs.struct('ValidatorSet', {
  total_stake: bcs.u64(),
  reward_slashing_rate: bcs.u16(),
  validators: Table,
  active_committee: BlsCommittee,
  next_epoch_active_committee: bcs.option(BlsCommittee),
  previous_committee: BlsCommittee,
  pending_active_set: ExtendedField,
  validator_report_records: VecMap(Address, VecSet(Address)),
  extra_fields: Table,
});

const UpgradeCap = bcs.struct('UpgradeCap', { id: Address, package: Address, version: bcs.u64(), policy: bcs.u8() });

const ProtocolTreasury = bcs.struct('ProtocolTreasury', {
  treasury_cap: bcs.struct('TreasuryCap', { id: Address, total_supply: Balance }),
  stake_subsidy_distribution_counter: bcs.u64(),
  stake_subsidy_rate: bcs.u16(),
  stake_subsidy_amount_per_distribution: bcs.u64(),
  stake_subsidy_period_length: bcs.u64(),
  total_supply_at_period_start: bcs.u64(),
  extra_fields: Table,
});

export const SystemInner = bcs.struct('SystemInner', {
  epoch: bcs.u64(),
  epoch_start_tx_digest: Bytes,
  system_object_cap: bcs.struct('SystemObjectCap', { id: Address }),
  protocol_version: bcs.u64(),
  next_protocol_version: bcs.option(bcs.u64()),
  upgrade_caps: bcs.vector(UpgradeCap),
  approved_upgrades: VecMap(Address, Bytes),
  validator_set: ValidatorSet,
  epoch_duration_ms: bcs.u64(),
  stake_subsidy_start_epoch: bcs.u64(),
  protocol_treasury: ProtocolTreasury,
  epoch_start_timestamp_ms: bcs.u64(),
  last_processed_checkpoint_sequence_number: bcs.u64(),
  previous_epoch_last_checkpoint_sequence_number: bcs.u64(),
  total_messages_processed: bcs.u64(),
  remaining_rewards: Balance,
  authorized_protocol_cap_ids: bcs.vector(Address),
  witnesses_approving_advance_epoch: bcs.vector(bcs.string()),
  received_end_of_publish: bcs.bool(),
  extra_fields: Table,
});
export type SystemInner = typeof SystemInner.$inferType;
/** The dynamic field of the `System` object that holds the inner, keyed by its version. */
export const SystemInnerField = Field(bcs.u64(), SystemInner);
