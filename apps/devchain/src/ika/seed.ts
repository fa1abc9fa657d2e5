import {
  type BlsCommittee,
  CoordinatorInner,
  NetworkEncryptionKey,
  SystemInner,
  Versioned,
} from '@baton/sui-client/layout';
import { namedId } from '../chain/digest.ts';
import { putField, putTableEntry } from '../chain/dynamic-field.ts';
import { GENESIS_DIGEST, type ObjectStore } from '../chain/object-store.ts';
import { blsCommittee } from './bls-committee.ts';
import type { Genesis } from './genesis.ts';
import { coordinatorWitness, type IkaIds, INNER_VERSION, networkKeyIdOf } from './packages.ts';
import { FIRST_EPOCH, seedValidators, u64Name } from './seed-validators.ts';
import { emptyTable } from './validator-record.ts';

/** The wrappers are shared objects since this version. */
export const GENESIS_VERSION = 1n;
const MAX_ACTIVE_SESSIONS_BUFFER = 100;
const TOTAL_SUPPLY = 10_000_000_000_000_000_000n;
const NO_PRICING = { pricing_map: { contents: [] } };

/** Writes Ika's whole state at the start of epoch 1. */
export function seedIka(store: ObjectStore, ids: IkaIds, genesis: Genesis, startMs: number): void {
  store.transact({ digest: GENESIS_DIGEST, version: GENESIS_VERSION }, () => {
    const committee = blsCommittee(seedValidators(store, ids, genesis));
    seedNetworkKeys(store, ids, genesis);
    seedVersioned(store, ids.systemObjectId, ids.packages.system, 'system::System');
    seedVersioned(store, ids.coordinatorObjectId, ids.packages.dwallet, 'coordinator::DWalletCoordinator');
    putField(store, {
      parent: ids.systemObjectId,
      nameType: 'u64',
      name: u64Name(INNER_VERSION),
      valueType: `${ids.packages.system}::system_inner::SystemInner`,
      value: SystemInner.serialize(systemInner(ids, genesis, committee, startMs)).toBytes(),
    });
    putField(store, {
      parent: ids.coordinatorObjectId,
      nameType: 'u64',
      name: u64Name(INNER_VERSION),
      valueType: `${ids.packages.dwallet}::coordinator_inner::DWalletCoordinatorInner`,
      value: CoordinatorInner.serialize(coordinatorInner(ids, genesis, committee)).toBytes(),
    });
  });
}

function seedVersioned(store: ObjectStore, id: string, packageId: string, type: string): void {
  store.put({
    id,
    type: `${packageId}::${type}`,
    owner: { kind: 'shared', since: GENESIS_VERSION },
    contents: Versioned.serialize({
      id,
      version: INNER_VERSION,
      package_id: packageId,
      new_package_id: null,
      migration_epoch: null,
    }).toBytes(),
  });
}

function seedNetworkKeys(store: ObjectStore, ids: IkaIds, genesis: Genesis): void {
  for (let index = 0; index < genesis.networkKeys; index++) {
    const id = networkKeyIdOf(genesis.network, index);
    putTableEntry(store, ids.networkKeysTable, {
      id,
      type: `${ids.packages.dwallet}::coordinator_inner::DWalletNetworkEncryptionKey`,
      contents: NetworkEncryptionKey.serialize({
        id,
        dkg_at_epoch: FIRST_EPOCH,
        network_dkg_public_output: { contents: emptyTable(id, 'dkg-output') },
        reconfiguration_public_outputs: emptyTable(id, 'reconfiguration-outputs'),
        dkg_params_for_network: new Uint8Array(),
        supported_curves: [],
        state: { AwaitingNetworkDKG: true },
      }).toBytes(),
    });
  }
}

function systemInner(
  ids: IkaIds,
  genesis: Genesis,
  committee: BlsCommittee,
  startMs: number,
): Parameters<typeof SystemInner.serialize>[0] {
  const named = (...words: string[]): string => namedId(genesis.network, 'system', ...words);
  const table = (word: string) => emptyTable(genesis.network, 'system', word);
  return {
    epoch: FIRST_EPOCH,
    epoch_start_tx_digest: new Uint8Array(32),
    system_object_cap: { id: named('cap') },
    protocol_version: genesis.protocolVersion,
    next_protocol_version: null,
    upgrade_caps: [],
    approved_upgrades: { contents: [] },
    validator_set: {
      total_stake: genesis.validators.reduce((sum, validator) => sum + BigInt(validator.stake), 0n),
      reward_slashing_rate: 0,
      validators: { id: ids.validatorsTable, size: genesis.validators.length },
      active_committee: committee,
      next_epoch_active_committee: null,
      previous_committee: blsCommittee([]),
      pending_active_set: { id: ids.pendingActiveSet },
      validator_report_records: { contents: [] },
      extra_fields: table('validator-set-extra'),
    },
    epoch_duration_ms: genesis.epochDurationMs,
    stake_subsidy_start_epoch: 0,
    protocol_treasury: {
      treasury_cap: { id: named('treasury-cap'), total_supply: { value: TOTAL_SUPPLY } },
      stake_subsidy_distribution_counter: 0,
      stake_subsidy_rate: 0,
      stake_subsidy_amount_per_distribution: 0,
      stake_subsidy_period_length: 1,
      total_supply_at_period_start: TOTAL_SUPPLY,
      extra_fields: table('treasury-extra'),
    },
    epoch_start_timestamp_ms: startMs,
    last_processed_checkpoint_sequence_number: 0,
    previous_epoch_last_checkpoint_sequence_number: 0,
    total_messages_processed: 0,
    remaining_rewards: { value: 0 },
    authorized_protocol_cap_ids: [named('protocol-cap')],
    witnesses_approving_advance_epoch: [coordinatorWitness(ids)],
    received_end_of_publish: false,
    extra_fields: table('extra'),
  };
}

function coordinatorInner(
  ids: IkaIds,
  genesis: Genesis,
  committee: BlsCommittee,
): Parameters<typeof CoordinatorInner.serialize>[0] {
  const table = (...words: string[]) => emptyTable(genesis.network, 'coordinator', ...words);
  const keeper = (kind: string, started: number) => ({
    sessions: table(kind, 'sessions'),
    session_events: table(kind, 'events'),
    started_sessions_count: started,
    completed_sessions_count: 0,
    next_session_sequence_number: started + 1,
  });
  return {
    current_epoch: FIRST_EPOCH,
    sessions_manager: {
      registered_user_session_identifiers: table('session-identifiers'),
      user_sessions_keeper: keeper('user', 0),
      // Each key's DKG is a system session that runs from the start.
      system_sessions_keeper: keeper('system', genesis.networkKeys),
      last_user_initiated_session_to_complete_in_current_epoch: 0,
      locked_last_user_initiated_session_to_complete_in_current_epoch: false,
      max_active_sessions_buffer: genesis.maxActiveSessionsBuffer ?? MAX_ACTIVE_SESSIONS_BUFFER,
    },
    dwallets: table('dwallets'),
    dwallet_network_encryption_keys: { id: ids.networkKeysTable, size: genesis.networkKeys },
    epoch_dwallet_network_encryption_keys_reconfiguration_completed: 0,
    encryption_keys: table('encryption-keys'),
    presign_sessions: table('presign-sessions'),
    partial_centralized_signed_messages: table('partial-signatures'),
    pricing_and_fee_manager: {
      current: NO_PRICING,
      default: NO_PRICING,
      validator_votes: table('pricing-votes'),
      pricing_calculation_votes: null,
      gas_fee_reimbursement_sui_system_call_value: 0,
      gas_fee_reimbursement_sui_system_call_balance: { value: 0 },
      fee_charged_ika: { value: 0 },
    },
    active_committee: committee,
    next_epoch_active_committee: null,
    total_messages_processed: 0,
    last_processed_checkpoint_sequence_number: 0,
    previous_epoch_last_checkpoint_sequence_number: 0,
    support_config: {
      supported_curves_to_signature_algorithms_to_hash_schemes: { contents: [] },
      paused_curves: [],
      paused_signature_algorithms: [],
      paused_hash_schemes: [],
      signature_algorithms_allowed_global_presign: [],
    },
    received_end_of_publish: false,
    extra_fields: table('extra'),
  };
}
