import { fromHex } from '@baton/protocol';
import { PendingActiveSet, Validator, ValidatorMetadata } from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { namedId } from '../chain/digest.ts';
import { putField, putTableEntry } from '../chain/dynamic-field.ts';
import type { ObjectStore } from '../chain/object-store.ts';
import { type CommitteeSeat, uncompressedG1 } from './bls-committee.ts';
import type { Genesis, GenesisValidator } from './genesis.ts';
import { type IkaIds, validatorIdOf } from './packages.ts';

export const FIRST_EPOCH = 1;
const COMMISSION_RATE = 1_000;
const MIN_JOINING_STAKE = 1n;
const MAX_VALIDATORS = 115;
const MAX_CHANGES = 10;
const EXTENDED_FIELD_NAME = Uint8Array.of(0);

export const emptyTable = (...words: string[]): { id: string; size: string } => ({ id: namedId(...words), size: '0' });

/** Writes every validator's record into the table, and the set from which the next committees are chosen. */
export function seedValidators(store: ObjectStore, ids: IkaIds, genesis: Genesis): CommitteeSeat[] {
  const seats = genesis.validators.map((validator) => {
    const validatorId = validatorIdOf(genesis.network, validator.protocolPubkey);
    const seat = { validatorId, protocolPubkey: uncompressedG1(validator.protocolPubkey) };
    putTableEntry(store, ids.validatorsTable, {
      id: validatorId,
      type: `${ids.packages.system}::validator::Validator`,
      contents: validatorRecord(store, ids, validator, seat),
    });
    return seat;
  });
  putField(store, {
    parent: ids.pendingActiveSet,
    nameType: `${ids.packages.common}::extended_field::Key`,
    name: EXTENDED_FIELD_NAME,
    valueType: `${ids.packages.system}::pending_active_set::PendingActiveSet`,
    value: PendingActiveSet.serialize({
      min_validator_count: 1n,
      max_validator_count: MAX_VALIDATORS,
      min_validator_joining_stake: MIN_JOINING_STAKE,
      max_validator_change_count: MAX_CHANGES,
      validators: seats.map((seat, index) => ({
        validator_id: seat.validatorId,
        staked_amount: genesis.validators[index]!.stake,
      })),
      total_stake: genesis.validators.reduce((sum, validator) => sum + BigInt(validator.stake), 0n),
      validator_changes: { contents: [] },
    }).toBytes(),
  });
  return seats;
}

/** BCS of a `Validator` that is active from the first epoch. */
function validatorRecord(
  store: ObjectStore,
  ids: IkaIds,
  validator: GenesisValidator,
  seat: CommitteeSeat,
): Uint8Array {
  const { validatorId } = seat;
  const none = { contents: [] };
  return Validator.serialize({
    id: validatorId,
    validator_info: {
      name: validator.validatorName,
      validator_id: validatorId,
      network_address: validator.peerAddress,
      p2p_address: validator.peerAddress,
      consensus_address: validator.peerAddress,
      protocol_pubkey_bytes: fromHex(validator.protocolPubkey),
      protocol_pubkey: { bytes: seat.protocolPubkey },
      network_pubkey_bytes: fromHex(validator.networkPubkey),
      consensus_pubkey_bytes: fromHex(validator.consensusPubkey),
      // Validators' key material stays off the chain.
      mpc_data_bytes: null,
      next_epoch_protocol_pubkey_bytes: null,
      next_epoch_network_pubkey_bytes: null,
      next_epoch_consensus_pubkey_bytes: null,
      next_epoch_mpc_data_bytes: null,
      next_epoch_network_address: null,
      next_epoch_p2p_address: null,
      next_epoch_consensus_address: null,
      previous_mpc_data_bytes: null,
      metadata: seedMetadata(store, ids, validator, validatorId),
    },
    state: { Active: true },
    activation_epoch: FIRST_EPOCH - 1,
    latest_epoch: FIRST_EPOCH,
    ika_balance: validator.stake,
    num_shares: validator.stake,
    pending_shares_withdraw: [none],
    pre_active_withdrawals: [none],
    pending_commission_rate: [none],
    commission_rate: COMMISSION_RATE,
    exchange_rates: emptyTable(validatorId, 'exchange-rates'),
    pending_stake: [none],
    rewards_pool: { value: 0 },
    commission: { value: 0 },
    validator_cap_id: namedId(validatorId, 'validator-cap'),
    operation_cap_id: namedId(validatorId, 'operation-cap'),
    commission_cap_id: namedId(validatorId, 'commission-cap'),
    extra_fields: emptyTable(validatorId, 'extra'),
  }).toBytes();
}

function seedMetadata(store: ObjectStore, ids: IkaIds, validator: GenesisValidator, validatorId: string) {
  const id = namedId(validatorId, 'metadata');
  putField(store, {
    parent: id,
    nameType: `${ids.packages.common}::extended_field::Key`,
    name: EXTENDED_FIELD_NAME,
    valueType: `${ids.packages.system}::validator_metadata::ValidatorMetadata`,
    value: ValidatorMetadata.serialize({
      image_url: '',
      project_url: '',
      description: validator.validatorName,
      extra_fields: { contents: [] },
    }).toBytes(),
  });
  return { id };
}

export const u64Name = (value: number | bigint | string): Uint8Array => bcs.u64().serialize(value).toBytes();
