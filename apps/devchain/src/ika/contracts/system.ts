import type { BlsCommittee, SystemInner } from '@baton/sui-client/layout';
import { fromBase58 } from '@mysten/sui/utils';
import { CLOCK_ID } from '../../chain/clock.ts';
import { MoveAbort, type MoveContext, type MoveFunction, type MoveValue } from '../../chain/move.ts';
import type { IkaState } from '../ika-state.ts';
import { nativeArgument, requireObjectArgument } from './arguments.ts';
import { systemCheckpoint } from './checkpoints.ts';
import { advanceValidators, selectCommittee } from './validators.ts';

/** `ika_system::system`, the part that switches epochs. Codes are those of `system_inner`. */

const E_HAVE_NOT_REACHED_END_EPOCH_TIME = 0;
const E_HAVE_NOT_REACHED_MID_EPOCH_TIME = 7;
const E_NOT_ALL_WITNESSES_APPROVED = 0;

export const STATUS_INFO = 'system_current_status_info::SystemCurrentStatusInfo';
export const ADVANCE_APPROVER = 'advance_epoch_approver::AdvanceEpochApprover';

export interface StatusInfo {
  isMidEpochTime: boolean;
  isEndEpochTime: boolean;
  nextCommittee: BlsCommittee | null;
}

/** A hot potato: every witness approves it, then the system consumes it. */
export interface AdvanceApprover {
  newEpoch: bigint;
  remainingWitnesses: string[];
}

export function systemFunctions(state: IkaState): Record<string, MoveFunction> {
  const { systemObjectId } = state.ids;
  const requireSystemAndClock = (system: MoveValue | undefined, clock: MoveValue | undefined): void => {
    requireObjectArgument(system, systemObjectId, 'the System object');
    requireObjectArgument(clock, CLOCK_ID, 'the Clock');
  };
  return {
    process_checkpoint_message_by_quorum: systemCheckpoint(state),
    create_system_current_status_info: {
      parameters: ['&', '&'],
      run: ({ nowMs }, [system, clock]) => {
        requireSystemAndClock(system, clock);
        const inner = state.system();
        const info: StatusInfo = {
          isMidEpochTime: isMidEpochTime(inner, nowMs),
          isEndEpochTime: isEndEpochTime(inner, nowMs),
          nextCommittee: inner.validator_set.next_epoch_active_committee,
        };
        return [{ kind: 'native', type: STATUS_INFO, value: info }];
      },
    },
    initiate_mid_epoch_reconfiguration: {
      parameters: ['&mut', '&'],
      run: ({ nowMs }, [system, clock]) => {
        requireSystemAndClock(system, clock);
        if (!isMidEpochTime(state.system(), nowMs)) {
          throw abort(
            'initiate_mid_epoch_reconfiguration',
            E_HAVE_NOT_REACHED_MID_EPOCH_TIME,
            'EHaveNotReachedMidEpochTime',
          );
        }
        state.updateSystem((inner) => {
          inner.validator_set.next_epoch_active_committee = selectCommittee(state);
        });
        return [];
      },
    },
    initiate_advance_epoch: {
      parameters: ['&', '&'],
      run: ({ nowMs }, [system, clock]) => {
        requireSystemAndClock(system, clock);
        const inner = state.system();
        if (!isEndEpochTime(inner, nowMs)) {
          throw abort('initiate_advance_epoch', E_HAVE_NOT_REACHED_END_EPOCH_TIME, 'EHaveNotReachedEndEpochTime');
        }
        const approver: AdvanceApprover = {
          newEpoch: BigInt(inner.epoch) + 1n,
          remainingWitnesses: [...inner.witnesses_approving_advance_epoch],
        };
        return [{ kind: 'native', type: ADVANCE_APPROVER, value: approver }];
      },
    },
    advance_epoch: {
      parameters: ['&mut', 'value', '&'],
      run: (context, [system, approver, clock]) => {
        requireSystemAndClock(system, clock);
        advanceEpoch(state, context, nativeArgument<AdvanceApprover>(approver, ADVANCE_APPROVER));
        return [];
      },
    },
  };
}

function advanceEpoch(state: IkaState, context: MoveContext, approver: AdvanceApprover): void {
  if (approver.remainingWitnesses.length > 0) {
    const reason = 'ENotAllWitnessesApproved';
    throw new MoveAbort(
      'advance_epoch_approver',
      'assert_all_witnesses_approved',
      E_NOT_ALL_WITNESSES_APPROVED,
      reason,
    );
  }
  state.updateSystem((inner) => {
    if (!inner.received_end_of_publish) {
      throw abort('advance_epoch', E_HAVE_NOT_REACHED_END_EPOCH_TIME, 'EHaveNotReachedEndEpochTime');
    }
    const set = inner.validator_set;
    inner.received_end_of_publish = false;
    inner.epoch_start_tx_digest = fromBase58(context.transactionDigest);
    inner.epoch_start_timestamp_ms = String(context.nowMs);
    inner.previous_epoch_last_checkpoint_sequence_number = inner.last_processed_checkpoint_sequence_number;
    inner.epoch = String(approver.newEpoch);
    if (inner.next_protocol_version !== null) {
      inner.protocol_version = inner.next_protocol_version;
      inner.next_protocol_version = null;
    }
    set.previous_committee = set.active_committee;
    // The end of the epoch's time is only reached with a next committee chosen.
    set.active_committee = set.next_epoch_active_committee!;
    set.next_epoch_active_committee = null;
  });
  advanceValidators(state, state.system().validator_set.active_committee, approver.newEpoch);
}

function isMidEpochTime(inner: SystemInner, nowMs: number): boolean {
  const halfMs = Math.floor(Number(inner.epoch_duration_ms) / 2);
  const chosen = inner.validator_set.next_epoch_active_committee !== null;
  return Number(inner.epoch) > 0 && !chosen && nowMs >= Number(inner.epoch_start_timestamp_ms) + halfMs;
}

function isEndEpochTime(inner: SystemInner, nowMs: number): boolean {
  const endMs = Number(inner.epoch_start_timestamp_ms) + Number(inner.epoch_duration_ms);
  return Number(inner.epoch) > 0 && inner.validator_set.next_epoch_active_committee !== null && nowMs >= endMs;
}

function abort(functionName: string, code: number, reason: string): MoveAbort {
  return new MoveAbort('system_inner', functionName, code, reason);
}
