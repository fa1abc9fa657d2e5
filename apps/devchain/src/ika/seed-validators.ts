import { PendingActiveSet } from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { putField } from '../chain/dynamic-field.ts';
import type { ObjectStore } from '../chain/object-store.ts';
import type { CommitteeSeat } from './bls-committee.ts';
import type { Genesis } from './genesis.ts';
import { type IkaIds, validatorIdOf } from './packages.ts';
import { putValidator } from './validator-record.ts';

export const FIRST_EPOCH = 1;
const MIN_VALIDATORS = 1;
const MAX_VALIDATORS = 115;
const MIN_JOINING_STAKE = 1;
const MAX_CHANGES = 10;
const EXTENDED_FIELD_NAME = Uint8Array.of(0);

/** Writes every validator's record, and the set from which the next committees are chosen: ascending by stake. */
export function seedValidators(store: ObjectStore, ids: IkaIds, genesis: Genesis): CommitteeSeat[] {
  const ordered = [...genesis.validators].sort((left, right) => left.stake - right.stake);
  const seats = ordered.map((validator) =>
    putValidator(store, ids, {
      validator,
      validatorId: validatorIdOf(genesis.network, validator.protocolPubkey),
      state: 'Active',
      activationEpoch: FIRST_EPOCH - 1,
      epoch: FIRST_EPOCH,
    }),
  );
  putField(store, {
    parent: ids.pendingActiveSet,
    nameType: `${ids.packages.common}::extended_field::Key`,
    name: EXTENDED_FIELD_NAME,
    valueType: `${ids.packages.system}::pending_active_set::PendingActiveSet`,
    value: PendingActiveSet.serialize({
      min_validator_count: genesis.minValidatorCount ?? MIN_VALIDATORS,
      max_validator_count: genesis.maxValidatorCount ?? MAX_VALIDATORS,
      min_validator_joining_stake: genesis.minValidatorJoiningStake ?? MIN_JOINING_STAKE,
      max_validator_change_count: genesis.maxValidatorChangeCount ?? MAX_CHANGES,
      validators: seats.map((seat, index) => ({
        validator_id: seat.validatorId,
        staked_amount: ordered[index]!.stake,
      })),
      total_stake: genesis.validators.reduce((sum, validator) => sum + BigInt(validator.stake), 0n),
      validator_changes: { contents: [] },
    }).toBytes(),
  });
  return seats;
}

export const u64Name = (value: number | bigint | string): Uint8Array => bcs.u64().serialize(value).toBytes();
