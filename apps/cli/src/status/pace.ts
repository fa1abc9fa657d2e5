/** Where a service stood at a time of this machine's own. */
export interface Reading {
  atMs: number;
  epoch: number | null;
  round: number | null;
  headRound: number | null;
}

/**
 * Seconds until the head is reached at the pace between two readings, the head's own growth counted in. Null while
 * that can't be told: another epoch, nothing processed, or a head that runs away.
 */
export function secondsToHead(before: Reading, now: Reading): number | null {
  if (before.epoch !== now.epoch) return null;
  if (before.round === null || now.round === null || before.headRound === null || now.headRound === null) return null;
  const seconds = (now.atMs - before.atMs) / 1_000;
  const gained = before.headRound - before.round - (now.headRound - now.round);
  if (seconds <= 0 || gained <= 0) return null;
  return Math.ceil((now.headRound - now.round) / (gained / seconds));
}
