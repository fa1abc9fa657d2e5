import {
  advanceSessionEpoch,
  completeSystemSession as completedSystem,
  completeUserSession as completedUser,
  initiateSystemSession,
  initiateUserSession,
  lockSessions as locked,
  type SessionLock,
  setMaxActiveBuffer,
} from '@baton/protocol';
import type { SessionsManager } from '@baton/sui-client/layout';
import { MoveAbort } from '../../chain/move.ts';

/** `sessions_manager`: the contract's counters, moved by the protocol's own rules (docs/spec/chain.md#session-lock). */

const plusOne = (count: string): string => String(BigInt(count) + 1n);

function lockOf(sessions: SessionsManager): SessionLock {
  const { user_sessions_keeper: user, system_sessions_keeper: system } = sessions;
  return {
    nextSequenceNumber: Number(user.next_session_sequence_number),
    userCompleted: Number(user.completed_sessions_count),
    target: Number(sessions.last_user_initiated_session_to_complete_in_current_epoch),
    locked: sessions.locked_last_user_initiated_session_to_complete_in_current_epoch,
    systemStarted: Number(system.started_sessions_count),
    systemCompleted: Number(system.completed_sessions_count),
    maxActiveBuffer: Number(sessions.max_active_sessions_buffer),
  };
}

function write(sessions: SessionsManager, lock: SessionLock): void {
  const { user_sessions_keeper: user, system_sessions_keeper: system } = sessions;
  user.next_session_sequence_number = String(lock.nextSequenceNumber);
  user.completed_sessions_count = String(lock.userCompleted);
  sessions.last_user_initiated_session_to_complete_in_current_epoch = String(lock.target);
  sessions.locked_last_user_initiated_session_to_complete_in_current_epoch = lock.locked;
  system.started_sessions_count = String(lock.systemStarted);
  system.completed_sessions_count = String(lock.systemCompleted);
  sessions.max_active_sessions_buffer = String(lock.maxActiveBuffer);
}

/** Returns the session's number. */
export function startUserSession(sessions: SessionsManager): number {
  const { lock, sequenceNumber } = initiateUserSession(lockOf(sessions));
  write(sessions, lock);
  const keeper = sessions.user_sessions_keeper;
  keeper.started_sessions_count = plusOne(keeper.started_sessions_count);
  keeper.sessions.size = plusOne(keeper.sessions.size);
  return sequenceNumber;
}

export function completeUserSession(sessions: SessionsManager): void {
  write(sessions, completedUser(lockOf(sessions)));
  const table = sessions.user_sessions_keeper.sessions;
  table.size = String(BigInt(table.size) - 1n);
}

export function startSystemSession(sessions: SessionsManager): void {
  write(sessions, initiateSystemSession(lockOf(sessions)));
  const keeper = sessions.system_sessions_keeper;
  keeper.next_session_sequence_number = plusOne(keeper.next_session_sequence_number);
}

export function completeSystemSession(sessions: SessionsManager): void {
  write(sessions, completedSystem(lockOf(sessions)));
}

export function setActiveSessionsBuffer(sessions: SessionsManager, buffer: number): void {
  write(sessions, setMaxActiveBuffer(lockOf(sessions), buffer));
}

export function lockSessions(sessions: SessionsManager): void {
  write(sessions, locked(lockOf(sessions)));
}

/** All sessions of the epoch done, strictly: more than the target is as wrong as less. */
export function advanceSessions(sessions: SessionsManager): void {
  const advance = advanceSessionEpoch(lockOf(sessions));
  if (advance.outcome === 'aborted') {
    const reason = 'ENotAllCurrentEpochSessionsCompleted';
    throw new MoveAbort('sessions_manager', 'advance_epoch', advance.abortCode, reason);
  }
  write(sessions, advance.lock);
}
