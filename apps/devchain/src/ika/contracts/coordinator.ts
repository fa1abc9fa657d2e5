import { MoveAbort, type MoveFunction, type MoveValue } from '../../chain/move.ts';
import type { IkaState } from '../ika-state.ts';
import { coordinatorWitness } from '../packages.ts';
import { idArgument, nativeArgument, requireObjectArgument } from './arguments.ts';
import { coordinatorCheckpoint } from './checkpoints.ts';
import { requestReconfiguration } from './network-keys.ts';
import { advanceSessions, lockSessions } from './sessions.ts';
import { ADVANCE_APPROVER, type AdvanceApprover, STATUS_INFO, type StatusInfo } from './system.ts';

/** `ika_dwallet_2pc_mpc::coordinator`, the part that switches epochs. Codes are those of `coordinator_inner`. */

const E_CANNOT_ADVANCE_EPOCH = 15;
const E_HAVE_NOT_REACHED_MID_EPOCH_TIME = 26;
const E_HAVE_NOT_REACHED_END_EPOCH_TIME = 27;
const E_ALREADY_INITIATED_MID_EPOCH = 28;
const E_NOT_ALL_KEYS_RECONFIGURED = 30;

export function coordinatorFunctions(state: IkaState): Record<string, MoveFunction> {
  const requireCoordinator = (value: MoveValue | undefined): void =>
    requireObjectArgument(value, state.ids.coordinatorObjectId, 'the DWalletCoordinator object');
  return {
    process_checkpoint_message_by_quorum: coordinatorCheckpoint(state),
    initiate_mid_epoch_reconfiguration: {
      parameters: ['&mut', '&'],
      run: (_context, [coordinator, info]) => {
        requireCoordinator(coordinator);
        initiateMidEpoch(state, nativeArgument<StatusInfo>(info, STATUS_INFO));
        return [];
      },
    },
    request_network_encryption_key_mid_epoch_reconfiguration: {
      parameters: ['&mut', 'address'],
      run: (context, [coordinator, keyId]) => {
        requireCoordinator(coordinator);
        requestReconfiguration(state, idArgument(keyId), context.freshId());
        return [];
      },
    },
    request_lock_epoch_sessions: {
      parameters: ['&mut', '&'],
      run: (_context, [coordinator, info]) => {
        requireCoordinator(coordinator);
        if (!nativeArgument<StatusInfo>(info, STATUS_INFO).isEndEpochTime) {
          throw abort('request_lock_epoch_sessions', E_HAVE_NOT_REACHED_END_EPOCH_TIME, 'EHaveNotReachedEndEpochTime');
        }
        state.updateCoordinator((inner) => lockSessions(inner.sessions_manager));
        return [];
      },
    },
    advance_epoch: {
      parameters: ['&mut', '&mut'],
      run: (_context, [coordinator, approver]) => {
        requireCoordinator(coordinator);
        advanceEpoch(state, nativeArgument<AdvanceApprover>(approver, ADVANCE_APPROVER));
        return [];
      },
    },
  };
}

function initiateMidEpoch(state: IkaState, { nextCommittee }: StatusInfo): void {
  const name = 'initiate_mid_epoch_reconfiguration';
  if (nextCommittee === null) throw abort(name, E_HAVE_NOT_REACHED_MID_EPOCH_TIME, 'EHaveNotReachedMidEpochTime');
  state.updateCoordinator((inner) => {
    if (inner.next_epoch_active_committee !== null) {
      throw abort(name, E_ALREADY_INITIATED_MID_EPOCH, 'EAlreadyInitiatedMidEpochReconfiguration');
    }
    inner.next_epoch_active_committee = nextCommittee;
  });
}

function advanceEpoch(state: IkaState, approver: AdvanceApprover): void {
  state.updateCoordinator((inner) => {
    if (!inner.received_end_of_publish) throw abort('advance_epoch', E_CANNOT_ADVANCE_EPOCH, 'ECannotAdvanceEpoch');
    const keys = inner.dwallet_network_encryption_keys.size;
    if (inner.epoch_dwallet_network_encryption_keys_reconfiguration_completed !== keys) {
      const reason = 'ENotAllNetworkEncryptionKeysReconfigurationCompleted';
      throw abort('advance_epoch', E_NOT_ALL_KEYS_RECONFIGURED, reason);
    }
    inner.received_end_of_publish = false;
    inner.epoch_dwallet_network_encryption_keys_reconfiguration_completed = '0';
    inner.previous_epoch_last_checkpoint_sequence_number = inner.last_processed_checkpoint_sequence_number;
    advanceSessions(inner.sessions_manager);
    inner.current_epoch = String(approver.newEpoch);
    // Only reached at the end of an epoch's time, which needs a next committee.
    inner.active_committee = inner.next_epoch_active_committee!;
    inner.next_epoch_active_committee = null;
  });
  const witness = coordinatorWitness(state.ids);
  approver.remainingWitnesses = approver.remainingWitnesses.filter((one) => one !== witness);
}

function abort(functionName: string, code: number, reason: string): MoveAbort {
  return new MoveAbort('coordinator_inner', functionName, code, reason);
}
