import { toHex } from '@baton/protocol';
import {
  type NetworkEncryptionKey,
  NetworkEncryptionKey as NetworkEncryptionKeyLayout,
  TableVec,
} from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { fieldId, putField, putTableEntry } from '../../chain/dynamic-field.ts';
import { MoveAbort } from '../../chain/move.ts';
import type { NetworkOutput } from '../checkpoint-message.ts';
import type { IkaState } from '../ika-state.ts';
import { CHUNK_BYTES, pushChunk } from '../table-vec.ts';
import { completeSystemSession, startSystemSession } from './sessions.ts';

/** Network keys in `coordinator_inner`: made, reconfigured, and their outputs as checkpoints deliver them. */

const E_FIELD_ALREADY_EXISTS = 0;
const E_WRONG_STATE = 4;
const E_NETWORK_KEY_NOT_EXIST = 5;
const E_NETWORK_KEY_NOT_ACTIVE = 13;
const E_HAVE_NOT_INITIATED_MID_EPOCH = 29;

const epochName = (epoch: bigint): Uint8Array => bcs.u64().serialize(epoch).toBytes();

/** `request_dwallet_network_encryption_key_dkg`: a key that awaits its DKG, and the session that makes it. */
export function requestNetworkKey(state: IkaState, key: { id: string; dkgTable: string; outputsTable: string }): void {
  const { current_epoch: epoch } = state.coordinator();
  putTableEntry(state.store, state.ids.networkKeysTable, {
    id: key.id,
    type: `${state.ids.packages.dwallet}::coordinator_inner::DWalletNetworkEncryptionKey`,
    contents: NetworkEncryptionKeyLayout.serialize({
      id: key.id,
      dkg_at_epoch: epoch,
      network_dkg_public_output: { contents: { id: key.dkgTable, size: 0 } },
      reconfiguration_public_outputs: { id: key.outputsTable, size: 0 },
      dkg_params_for_network: new Uint8Array(),
      supported_curves: [],
      state: { AwaitingNetworkDKG: true },
    }).toBytes(),
  });
  state.updateCoordinator((inner) => {
    const keys = inner.dwallet_network_encryption_keys;
    keys.size = String(BigInt(keys.size) + 1n);
    startSystemSession(inner.sessions_manager);
  });
}

/** Opens the key's slot for the next epoch; a second request for it aborts as a dynamic field that exists. */
export function requestReconfiguration(state: IkaState, keyId: string, outputTableId: string): void {
  const name = 'request_network_encryption_key_mid_epoch_reconfiguration';
  const { current_epoch: epoch, next_epoch_active_committee: next } = state.coordinator();
  if (next === null) throw abort(name, E_HAVE_NOT_INITIATED_MID_EPOCH, 'EHaveNotInitiatedMidEpochReconfiguration');
  const key = requireKey(state, keyId, name);
  const kind = key.state.$kind;
  if (kind === 'AwaitingNetworkDKG') {
    throw abort(name, E_NETWORK_KEY_NOT_ACTIVE, 'EDWalletNetworkEncryptionKeyNotActive');
  }
  if (kind === 'AwaitingNetworkReconfiguration') throw abort(name, E_WRONG_STATE, 'EWrongState');
  const outputs = key.reconfiguration_public_outputs;
  const nextEpoch = epochName(BigInt(epoch) + 1n);
  if (state.store.get(fieldId(outputs.id, 'u64', nextEpoch))) {
    throw new MoveAbort('dynamic_field', 'add', E_FIELD_ALREADY_EXISTS, 'EFieldAlreadyExists');
  }
  putOutput(state, outputs.id, nextEpoch, { contents: { id: outputTableId, size: '0' } });
  state.putNetworkKey({
    ...key,
    reconfiguration_public_outputs: { ...outputs, size: String(BigInt(outputs.size) + 1n) },
    state: { AwaitingNetworkReconfiguration: true, $kind: 'AwaitingNetworkReconfiguration' },
  });
  state.updateCoordinator((inner) => startSystemSession(inner.sessions_manager));
}

/** A part of a DKG's output; the last completes the key. A rejected session starts anew. */
export function respondNetworkDkg(state: IkaState, message: NetworkOutput): void {
  const name = 'respond_dwallet_network_encryption_key_dkg';
  const key = requireKey(state, keyIdOf(message), name);
  if (key.state.$kind !== 'AwaitingNetworkDKG') throw abort(name, E_WRONG_STATE, 'EWrongState');
  if (message.rejected) {
    restart(state, message);
    return;
  }
  const output = pushOutput(state, key.network_dkg_public_output, message.public_output);
  const last = message.is_last;
  state.putNetworkKey({
    ...key,
    network_dkg_public_output: output,
    supported_curves: message.supported_curves,
    state: last ? { NetworkDKGCompleted: true, $kind: 'NetworkDKGCompleted' } : key.state,
  });
  if (last) state.updateCoordinator((inner) => completeSystemSession(inner.sessions_manager));
}

/** A part of a reconfiguration's output, filed under the next epoch; the last counts the key as reconfigured. */
export function respondNetworkReconfiguration(state: IkaState, message: NetworkOutput): void {
  const name = 'respond_dwallet_network_encryption_key_reconfiguration';
  const key = requireKey(state, keyIdOf(message), name);
  if (key.state.$kind !== 'AwaitingNetworkReconfiguration') throw abort(name, E_WRONG_STATE, 'EWrongState');
  if (message.rejected) {
    restart(state, message);
    return;
  }
  const { id: outputsId } = key.reconfiguration_public_outputs;
  const slotName = epochName(BigInt(state.coordinator().current_epoch) + 1n);
  const slot = state.store.get(fieldId(outputsId, 'u64', slotName));
  if (!slot) throw new Error(`devchain state lacks the slot of ${key.id}`);
  const output = TableVec.parse(slot.contents.slice(40));
  putOutput(state, outputsId, slotName, pushOutput(state, output, message.public_output));
  if (!message.is_last) return;
  state.putNetworkKey({
    ...key,
    supported_curves: message.supported_curves,
    state: { NetworkReconfigurationCompleted: true, $kind: 'NetworkReconfigurationCompleted' },
  });
  state.updateCoordinator((inner) => {
    completeSystemSession(inner.sessions_manager);
    const done = BigInt(inner.epoch_dwallet_network_encryption_keys_reconfiguration_completed);
    inner.epoch_dwallet_network_encryption_keys_reconfiguration_completed = String(done + 1n);
  });
}

/** The rejected session counts as completed, and another one of the same key is started. */
function restart(state: IkaState, { is_last }: NetworkOutput): void {
  if (!is_last) return;
  state.updateCoordinator((inner) => {
    completeSystemSession(inner.sessions_manager);
    startSystemSession(inner.sessions_manager);
  });
}

/** A message may carry more than one object may hold; then it fills several chunks. */
function pushOutput(state: IkaState, table: typeof TableVec.$inferType, bytes: Uint8Array): typeof TableVec.$inferType {
  let result = table;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    result = pushChunk(state.store, result, bytes.subarray(at, at + CHUNK_BYTES));
  }
  return result;
}

function putOutput(state: IkaState, parent: string, name: Uint8Array, value: typeof TableVec.$inferType): void {
  putField(state.store, {
    parent,
    nameType: 'u64',
    name,
    valueType: '0x2::table_vec::TableVec<vector<u8>>',
    value: TableVec.serialize(value).toBytes(),
  });
}

const keyIdOf = (message: NetworkOutput): string => `0x${toHex(message.dwallet_network_encryption_key_id)}`;

function requireKey(state: IkaState, keyId: string, functionName: string): NetworkEncryptionKey {
  const key = state.networkKey(keyId);
  if (!key) throw abort(functionName, E_NETWORK_KEY_NOT_EXIST, 'EDWalletNetworkEncryptionKeyNotExist');
  return key;
}

function abort(functionName: string, code: number, reason: string): MoveAbort {
  return new MoveAbort('coordinator_inner', functionName, code, reason);
}
