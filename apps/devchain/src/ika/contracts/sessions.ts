import type { SessionsManager } from '@baton/sui-client/layout';
import { MoveAbort } from '../../chain/move.ts';

/** `sessions_manager`: counts of sessions, and the target that the epoch has to reach once it is locked. */

const E_NOT_ALL_CURRENT_EPOCH_SESSIONS_COMPLETED = 6;
const plusOne = (count: string): string => String(BigInt(count) + 1n);

export function startSystemSession(sessions: SessionsManager): void {
  const keeper = sessions.system_sessions_keeper;
  keeper.started_sessions_count = plusOne(keeper.started_sessions_count);
  keeper.next_session_sequence_number = plusOne(keeper.next_session_sequence_number);
}

export function completeSystemSession(sessions: SessionsManager): void {
  const keeper = sessions.system_sessions_keeper;
  keeper.completed_sessions_count = plusOne(keeper.completed_sessions_count);
}

export function lockSessions(sessions: SessionsManager): void {
  sessions.locked_last_user_initiated_session_to_complete_in_current_epoch = true;
}

/** All sessions of the epoch done, strictly: more than the target is as wrong as less. */
export function allSessionsCompleted(sessions: SessionsManager): boolean {
  const { user_sessions_keeper: user, system_sessions_keeper: system } = sessions;
  return (
    sessions.locked_last_user_initiated_session_to_complete_in_current_epoch &&
    user.completed_sessions_count === sessions.last_user_initiated_session_to_complete_in_current_epoch &&
    system.completed_sessions_count === system.started_sessions_count
  );
}

export function advanceSessions(sessions: SessionsManager): void {
  if (!allSessionsCompleted(sessions)) {
    throw new MoveAbort(
      'sessions_manager',
      'advance_epoch',
      E_NOT_ALL_CURRENT_EPOCH_SESSIONS_COMPLETED,
      'ENotAllCurrentEpochSessionsCompleted',
    );
  }
  sessions.locked_last_user_initiated_session_to_complete_in_current_epoch = false;
  raiseTarget(sessions);
}

/** The ratchet: while unlocked, the target follows the newest session at most a buffer ahead of the completed ones. */
export function raiseTarget(sessions: SessionsManager): void {
  if (sessions.locked_last_user_initiated_session_to_complete_in_current_epoch) return;
  const user = sessions.user_sessions_keeper;
  const ahead = BigInt(user.completed_sessions_count) + BigInt(sessions.max_active_sessions_buffer);
  const newest = BigInt(user.next_session_sequence_number) - 1n;
  const target = ahead < newest ? ahead : newest;
  if (target > BigInt(sessions.last_user_initiated_session_to_complete_in_current_epoch)) {
    sessions.last_user_initiated_session_to_complete_in_current_epoch = String(target);
  }
}
