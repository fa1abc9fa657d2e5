/**
 * The chain's bookkeeping of sessions, as its contract does it. Counters never go back. A completion checks nothing:
 * what keeps it within the target is that validators submit nothing beyond it. `docs/spec/chain.md#session-lock`
 */
export interface SessionLock {
  /** The number the next user session gets; from 1. */
  nextSequenceNumber: number;
  userCompleted: number;
  /** The last user session that this epoch must complete. */
  target: number;
  locked: boolean;
  systemStarted: number;
  systemCompleted: number;
  /** How far the target may run ahead of the completed sessions. */
  maxActiveBuffer: number;
}

export const DEFAULT_MAX_ACTIVE_SESSIONS_BUFFER = 100;
/** The contract's abort code of an epoch that can't advance. */
export const NOT_ALL_CURRENT_EPOCH_SESSIONS_COMPLETED = 6;

/** As a network begins: locked, with nothing to complete. */
export function genesisSessionLock(maxActiveBuffer: number = DEFAULT_MAX_ACTIVE_SESSIONS_BUFFER): SessionLock {
  return {
    nextSequenceNumber: 1,
    userCompleted: 0,
    target: 0,
    locked: true,
    systemStarted: 0,
    systemCompleted: 0,
    maxActiveBuffer,
  };
}

export function initiateUserSession(lock: SessionLock): { lock: SessionLock; sequenceNumber: number } {
  const { nextSequenceNumber } = lock;
  return { lock: ratchet({ ...lock, nextSequenceNumber: nextSequenceNumber + 1 }), sequenceNumber: nextSequenceNumber };
}

export function completeUserSession(lock: SessionLock): SessionLock {
  return ratchet({ ...lock, userCompleted: lock.userCompleted + 1 });
}

export function initiateSystemSession(lock: SessionLock): SessionLock {
  return { ...lock, systemStarted: lock.systemStarted + 1 };
}

export function completeSystemSession(lock: SessionLock): SessionLock {
  return { ...lock, systemCompleted: lock.systemCompleted + 1 };
}

/** A lower buffer never lowers the target. */
export function setMaxActiveBuffer(lock: SessionLock, maxActiveBuffer: number): SessionLock {
  return { ...lock, maxActiveBuffer };
}

/** Fixes the target until the epoch advances; again is as good as once. */
export function lockSessions(lock: SessionLock): SessionLock {
  return lock.locked ? lock : { ...lock, locked: true };
}

export function allCurrentSessionsCompleted(lock: SessionLock): boolean {
  return lock.locked && lock.userCompleted === lock.target && lock.systemCompleted === lock.systemStarted;
}

export type SessionAdvance =
  | { outcome: 'advanced'; lock: SessionLock }
  | { outcome: 'aborted'; abortCode: typeof NOT_ALL_CURRENT_EPOCH_SESSIONS_COMPLETED };

/** Strict equality, or the contract aborts: completed beyond the target can never be repaired. */
export function advanceSessionEpoch(lock: SessionLock): SessionAdvance {
  if (!allCurrentSessionsCompleted(lock))
    return { outcome: 'aborted', abortCode: NOT_ALL_CURRENT_EPOCH_SESSIONS_COMPLETED };
  return { outcome: 'advanced', lock: ratchet({ ...lock, locked: false }) };
}

/** While unlocked the target follows what is started, up to the buffer ahead of what is completed, and never falls. */
function ratchet(lock: SessionLock): SessionLock {
  if (lock.locked) return lock;
  const reachable = Math.min(lock.userCompleted + lock.maxActiveBuffer, lock.nextSequenceNumber - 1);
  return reachable > lock.target ? { ...lock, target: reachable } : lock;
}
