import type { AuthorityName, TimestampMs } from '../identifiers.ts';

export const PUBLICATION_GRACE_DIVISOR = 24;
export const PUBLICATION_GRACE_MIN_MS = 30_000;
export const PUBLICATION_GRACE_MAX_MS = 3_600_000;

export interface ReadySignalDeadline {
  /** Timestamp of the epoch's first commit; null before it. */
  firstCommitMs: TimestampMs | null;
  epochDurationMs: number;
  /** Consensus time when the next committee was first seen published; null before. */
  publishedAtMs: TimestampMs | null;
}

/**
 * When a signal is sent even though next members are still uncovered: three quarters of the epoch, or a grace after
 * publication if that comes first. Consensus time only; null means no deadline yet. `docs/spec/freeze.md#emit-gate`
 */
export function readySignalDeadlineMs(input: ReadySignalDeadline): TimestampMs | null {
  if (input.firstCommitMs === null) return null;
  const backstop = input.firstCommitMs + Math.floor(input.epochDurationMs / 4) * 3;
  if (input.publishedAtMs === null) return backstop;
  const grace = Math.floor(input.epochDurationMs / PUBLICATION_GRACE_DIVISOR);
  const clamped = Math.min(Math.max(grace, PUBLICATION_GRACE_MIN_MS), PUBLICATION_GRACE_MAX_MS);
  return Math.min(backstop, input.publishedAtMs + clamped);
}

export interface DecideReadyToFinalize {
  /** Whether the chain view names a committee for current + 1. */
  published: boolean;
  /** Its members in chain order (empty while unpublished). */
  nextMembers: readonly AuthorityName[];
  validated: readonly AuthorityName[];
  /** Names of the prior certificate's validator items. */
  priorCertified: readonly AuthorityName[];
  currentMembers: readonly AuthorityName[];
  /** Consensus time; null while unknown. */
  nowMs: TimestampMs | null;
  deadlineMs: TimestampMs | null;
}

export type ReadyToFinalize =
  | { verdict: 'ready' }
  | { verdict: 'ready_via_deadline'; uncovered: AuthorityName[] }
  | {
      verdict: 'not_yet';
      published: boolean;
      uncovered: AuthorityName[];
      nowMs: TimestampMs | null;
      deadlineMs: TimestampMs | null;
    };

/**
 * Whether a ready signal may go out. A next member is covered if its blob is validated here, or if the freeze will
 * carry it forward: seated now and in the prior certificate. `docs/spec/freeze.md#emit-gate`
 */
export function decideReadyToFinalize(input: DecideReadyToFinalize): ReadyToFinalize {
  const validated = new Set(input.validated);
  const seated = new Set(input.currentMembers);
  const carried = new Set(input.priorCertified.filter((name) => seated.has(name)));
  const uncovered = input.published
    ? input.nextMembers.filter((name) => !validated.has(name) && !carried.has(name))
    : [];
  if (input.published && uncovered.length === 0) return { verdict: 'ready' };
  const { nowMs, deadlineMs } = input;
  if (nowMs !== null && deadlineMs !== null && nowMs >= deadlineMs) return { verdict: 'ready_via_deadline', uncovered };
  return { verdict: 'not_yet', published: input.published, uncovered, nowMs, deadlineMs };
}
