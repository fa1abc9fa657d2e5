import { fromHex } from '@baton/protocol';
import { Validator, ValidatorMetadata } from '@baton/sui-client/layout';
import { namedId } from '../chain/digest.ts';
import { putField, putTableEntry } from '../chain/dynamic-field.ts';
import type { ObjectStore } from '../chain/object-store.ts';
import { type CommitteeSeat, uncompressedG1 } from './bls-committee.ts';
import type { GenesisValidator } from './genesis.ts';
import type { IkaIds } from './packages.ts';
import { putBlob } from './table-vec.ts';

const COMMISSION_RATE = 1_000;
const EXTENDED_FIELD_NAME = Uint8Array.of(0);

export const emptyTable = (...words: string[]): { id: string; size: string } => ({ id: namedId(...words), size: '0' });

export interface NewValidator {
  validator: GenesisValidator;
  validatorId: string;
  state: 'PreActive' | 'Active';
  activationEpoch: number | null;
  epoch: number;
}

/** Writes a validator's record into the table of all that ever were; records are never taken out. */
export function putValidator(store: ObjectStore, ids: IkaIds, given: NewValidator): CommitteeSeat {
  const { validator, validatorId, state, epoch } = given;
  const seat = { validatorId, protocolPubkey: uncompressedG1(validator.protocolPubkey) };
  const none = { contents: [] };
  const mpcData = validator.mpcData ? Buffer.from(validator.mpcData, 'base64') : null;
  const contents = Validator.serialize({
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
      // On the chain only where the protocol version reads it from there.
      mpc_data_bytes: mpcData && putBlob(store, namedId(validatorId, 'mpc-data', String(epoch)), mpcData),
      next_epoch_protocol_pubkey_bytes: null,
      next_epoch_network_pubkey_bytes: null,
      next_epoch_consensus_pubkey_bytes: null,
      next_epoch_mpc_data_bytes: null,
      next_epoch_network_address: null,
      next_epoch_p2p_address: null,
      next_epoch_consensus_address: null,
      previous_mpc_data_bytes: null,
      metadata: putMetadata(store, ids, validator, validatorId),
    },
    state: state === 'Active' ? { Active: true } : { PreActive: true },
    activation_epoch: given.activationEpoch,
    latest_epoch: epoch,
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
  putTableEntry(store, ids.validatorsTable, {
    id: validatorId,
    type: `${ids.packages.system}::validator::Validator`,
    contents,
  });
  return seat;
}

function putMetadata(store: ObjectStore, ids: IkaIds, validator: GenesisValidator, validatorId: string) {
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
