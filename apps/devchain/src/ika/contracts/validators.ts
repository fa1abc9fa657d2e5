import type { BlsCommittee } from '@baton/sui-client/layout';
import { namedId } from '../../chain/digest.ts';
import { MoveAbort } from '../../chain/move.ts';
import { blsCommittee } from '../bls-committee.ts';
import type { GenesisValidator } from '../genesis.ts';
import type { IkaState } from '../ika-state.ts';
import { placeByStake, removeFromSet } from '../pending-active-set.ts';
import { putBlob } from '../table-vec.ts';
import { putValidator } from '../validator-record.ts';

/** `validator_set`: candidates, joining, leaving, stake, and who sits next. Codes are devchain's own. */

const E_DUPLICATE_VALIDATOR = 2;
const E_NOT_A_VALIDATOR = 4;
const E_CANNOT_JOIN = 6;

/** `request_add_validator_candidate`, stake, and `request_add_validator` in one: a record, and a place by its stake. */
export function addValidator(state: IkaState, validatorId: string, validator: GenesisValidator): void {
  if (state.hasValidator(validatorId))
    throw abort('request_add_validator', E_DUPLICATE_VALIDATOR, 'EDuplicateValidator');
  const { epoch } = state.system();
  putValidator(state.store, state.ids, {
    validator,
    validatorId,
    state: 'PreActive',
    activationEpoch: firstEpochToSit(state),
    epoch: Number(epoch),
  });
  const { included } = state.updatePendingActiveSet((set) => placeByStake(set, validatorId, BigInt(validator.stake)));
  if (!included) throw abort('request_add_validator', E_CANNOT_JOIN, 'ECannotJoinActiveSet');
  state.updateSystem(({ validator_set: set }) => {
    set.validators.size = String(BigInt(set.validators.size) + 1n);
    set.total_stake = String(BigInt(set.total_stake) + BigInt(validator.stake));
  });
}

/** `request_remove_validator`: out of the next selection. It stays a member while it sits, and its record stays. */
export function withdrawValidator(state: IkaState, validatorId: string): void {
  requireValidator(state, validatorId, 'request_remove_validator');
  state.updatePendingActiveSet((set) => removeFromSet(set, validatorId));
  const sits = firstEpochToSit(state);
  state.updateValidator(validatorId, (record) => {
    record.state = { Withdrawing: String(sits), $kind: 'Withdrawing' };
  });
}

/** Stake added to or taken from a validator; below the joining minimum it drops out of the next selection. */
export function setStake(state: IkaState, validatorId: string, stake: bigint): void {
  requireValidator(state, validatorId, 'request_add_stake');
  const before = BigInt(state.validator(validatorId).ika_balance);
  state.updateValidator(validatorId, (record) => {
    record.ika_balance = String(stake);
    record.num_shares = String(stake);
  });
  state.updateSystem(({ validator_set: set }) => {
    set.total_stake = String(BigInt(set.total_stake) + stake - before);
  });
  if (state.validator(validatorId).state.$kind === 'Withdrawing') return;
  state.updatePendingActiveSet((set) => placeByStake(set, validatorId, stake));
}

/** `set_next_epoch_mpc_data_bytes`: in force from the next epoch; at once for a validator that has none yet. */
export function setMpcData(state: IkaState, validatorId: string, mpcData: Uint8Array, version: bigint): void {
  requireValidator(state, validatorId, 'set_next_epoch_mpc_data_bytes');
  const table = putBlob(state.store, namedId(validatorId, 'mpc-data', 'version', String(version)), mpcData);
  state.updateValidator(validatorId, ({ validator_info: info }) => {
    if (info.mpc_data_bytes === null) info.mpc_data_bytes = table;
    else info.next_epoch_mpc_data_bytes = table;
  });
}

/** The pending active set in its order, with the keys that are valid in the next epoch. */
export function selectCommittee(state: IkaState): BlsCommittee {
  return blsCommittee(
    state.pendingActiveSet().validators.map(({ validator_id }) => ({
      validatorId: validator_id,
      protocolPubkey: state.validator(validator_id).validator_info.protocol_pubkey.bytes,
    })),
  );
}

/** What an advance does to the records: joiners become active, staged key material comes into force. */
export function advanceValidators(state: IkaState, committee: BlsCommittee, newEpoch: bigint): void {
  for (const { validator_id: id } of committee.members) {
    state.updateValidator(id, (record) => {
      if (record.state.$kind === 'PreActive') record.state = { Active: true, $kind: 'Active' };
      record.latest_epoch = String(newEpoch);
      const info = record.validator_info;
      if (info.next_epoch_mpc_data_bytes === null) return;
      info.previous_mpc_data_bytes = info.mpc_data_bytes;
      info.mpc_data_bytes = info.next_epoch_mpc_data_bytes;
      info.next_epoch_mpc_data_bytes = null;
    });
  }
  state.updatePendingActiveSet((set) => {
    set.validator_changes = { contents: [] };
  });
}

/** A change after the selection concerns the committee after the selected one. */
function firstEpochToSit(state: IkaState): number {
  const inner = state.system();
  return Number(inner.epoch) + (inner.validator_set.next_epoch_active_committee === null ? 1 : 2);
}

function requireValidator(state: IkaState, validatorId: string, functionName: string): void {
  if (!state.hasValidator(validatorId)) throw abort(functionName, E_NOT_A_VALIDATOR, 'ENotAValidator');
}

function abort(functionName: string, code: number, reason: string): MoveAbort {
  return new MoveAbort('validator_set', functionName, code, reason);
}
