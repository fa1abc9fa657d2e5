import type { BlsCommittee, CoordinatorInner, SystemInner } from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { MoveAbort, type MoveContext, type MoveFunction } from '../../chain/move.ts';
import { type Certificate, verifyCertificate } from '../bls-certificate.ts';
import {
  type DWalletMessage,
  decodeDWalletCheckpoint,
  decodeSystemCheckpoint,
  type SystemMessage,
} from '../checkpoint-message.ts';
import type { IkaState } from '../ika-state.ts';
import { bytesArgument, requireObjectArgument } from './arguments.ts';
import { respondNetworkDkg, respondNetworkReconfiguration } from './network-keys.ts';
import { setActiveSessionsBuffer } from './sessions.ts';
import { respondUserSession } from './user-sessions.ts';

/** `process_checkpoint_message_by_quorum` of both objects: what a quorum of the committee signed, and nothing else. */

interface Contract {
  module: string;
  intent: number;
  emptyCommittee: number;
  wrongEpoch: number;
  wrongSequenceNumber: number;
}

const SYSTEM: Contract = {
  module: 'system_inner',
  intent: 2,
  emptyCommittee: 1,
  wrongEpoch: 2,
  wrongSequenceNumber: 3,
};
/** The last three are devchain's: no listing of that contract's codes was at hand. */
const COORDINATOR: Contract = {
  module: 'coordinator_inner',
  intent: 1,
  emptyCommittee: 24,
  wrongEpoch: 22,
  wrongSequenceNumber: 23,
};
const E_NOT_PLAYED = 0;
const SUI_COIN_BYTES = 40;

export const systemCheckpoint = (state: IkaState): MoveFunction => ({
  parameters: ['&mut', 'vector<u8>', 'vector<u8>', 'vector<u8>'],
  run: (context, [system, signature, bitmap, message]) => {
    requireObjectArgument(system, state.ids.systemObjectId, 'the System object');
    const certificate = { signature: bytesArgument(signature), signersBitmap: bytesArgument(bitmap) };
    const bytes = bytesArgument(message);
    const inner = state.system();
    const head = { epoch: inner.epoch, last: inner.last_processed_checkpoint_sequence_number };
    verify(SYSTEM, inner.validator_set.active_committee, certificate, bytes, head.epoch);
    const checkpoint = decoded(SYSTEM, () => decodeSystemCheckpoint(bytes));
    requireNext(SYSTEM, checkpoint, head);
    state.updateSystem((next) => {
      next.last_processed_checkpoint_sequence_number = checkpoint.sequence_number;
      for (const one of checkpoint.messages) applySystem(next, one);
      next.total_messages_processed = added(next.total_messages_processed, checkpoint.messages.length);
    });
    emitInfo(context, `${state.ids.packages.system}::system_inner::SystemCheckpointInfoEvent`, checkpoint);
    return [];
  },
});

export const coordinatorCheckpoint = (state: IkaState): MoveFunction => ({
  parameters: ['&mut', 'vector<u8>', 'vector<u8>', 'vector<u8>'],
  run: (context, [coordinator, signature, bitmap, message]) => {
    requireObjectArgument(coordinator, state.ids.coordinatorObjectId, 'the DWalletCoordinator object');
    const certificate = { signature: bytesArgument(signature), signersBitmap: bytesArgument(bitmap) };
    const bytes = bytesArgument(message);
    const inner = state.coordinator();
    const head = { epoch: inner.current_epoch, last: inner.last_processed_checkpoint_sequence_number };
    verify(COORDINATOR, inner.active_committee, certificate, bytes, head.epoch);
    const checkpoint = decoded(COORDINATOR, () => decodeDWalletCheckpoint(bytes));
    requireNext(COORDINATOR, checkpoint, head);
    for (const one of checkpoint.messages) applyDWallet(state, one);
    state.updateCoordinator((next: CoordinatorInner) => {
      next.last_processed_checkpoint_sequence_number = checkpoint.sequence_number;
      next.total_messages_processed = added(next.total_messages_processed, checkpoint.messages.length);
    });
    emitInfo(context, `${state.ids.packages.dwallet}::coordinator_inner::DWalletCheckpointInfoEvent`, checkpoint);
    // The gas reimbursement: a coin without value, for the caller to transfer.
    return [{ kind: 'native', type: 'coin', value: new Uint8Array(SUI_COIN_BYTES) }];
  },
});

function verify(
  contract: Contract,
  committee: BlsCommittee,
  certificate: Certificate,
  message: Uint8Array,
  epoch: string,
): void {
  if (committee.members.length === 0) {
    throw abort(contract, contract.emptyCommittee, 'EActiveBlsCommitteeMustInitialize');
  }
  const signed = Buffer.concat([Uint8Array.of(contract.intent, 0, 0), message, bcs.u64().serialize(epoch).toBytes()]);
  verifyCertificate(committee, certificate, signed);
}

function decoded<T>(contract: Contract, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw new MoveAbort('bcs', contract.module, 0, `EOutOfRange: ${String(error)}`);
  }
}

function requireNext(
  contract: Contract,
  checkpoint: { epoch: string; sequence_number: string },
  head: { epoch: string; last: string },
): void {
  if (checkpoint.epoch !== head.epoch) throw abort(contract, contract.wrongEpoch, 'EIncorrectEpochInCheckpoint');
  if (BigInt(checkpoint.sequence_number) !== BigInt(head.last) + 1n) {
    throw abort(contract, contract.wrongSequenceNumber, 'EWrongCheckpointSequenceNumber');
  }
}

function applySystem(inner: SystemInner, message: SystemMessage): void {
  switch (message.$kind) {
    case 'SetNextConfigVersion':
      inner.next_protocol_version = message.SetNextConfigVersion;
      return;
    case 'SetEpochDurationMs':
      inner.epoch_duration_ms = message.SetEpochDurationMs;
      return;
    case 'EndOfPublish':
      inner.received_end_of_publish = true;
      return;
    default:
      throw notPlayed(SYSTEM, message.$kind);
  }
}

function applyDWallet(state: IkaState, message: DWalletMessage): void {
  switch (message.$kind) {
    case 'RespondDWalletSign':
      respondUserSession(state, message.RespondDWalletSign.session_sequence_number);
      return;
    case 'RespondDWalletMPCNetworkDKGOutput':
      respondNetworkDkg(state, message.RespondDWalletMPCNetworkDKGOutput);
      return;
    case 'RespondDWalletMPCNetworkReconfigurationOutput':
      respondNetworkReconfiguration(state, message.RespondDWalletMPCNetworkReconfigurationOutput);
      return;
    case 'SetMaxActiveSessionsBuffer':
      state.updateCoordinator((inner) =>
        setActiveSessionsBuffer(inner.sessions_manager, Number(message.SetMaxActiveSessionsBuffer)),
      );
      return;
    case 'EndOfPublish':
      state.updateCoordinator((inner) => {
        inner.received_end_of_publish = true;
      });
      return;
    default:
      throw notPlayed(COORDINATOR, message.$kind);
  }
}

function emitInfo(context: MoveContext, type: string, head: { epoch: string; sequence_number: string }): void {
  const u64 = (value: string): Uint8Array => bcs.u64().serialize(value).toBytes();
  context.emit(type, Buffer.concat([u64(head.epoch), u64(head.sequence_number)]));
}

const added = (count: string, more: number): string => String(BigInt(count) + BigInt(more));

function notPlayed(contract: Contract, kind: string): MoveAbort {
  return new MoveAbort('devchain', contract.module, E_NOT_PLAYED, `devchain does not play ${kind}`);
}

function abort(contract: Contract, code: number, reason: string): MoveAbort {
  return new MoveAbort(contract.module, 'process_checkpoint_message', code, reason);
}
