/** Attempts of one bootstrap round, and the pause between them. */
export const BOOTSTRAP_ATTEMPTS_MAX = 30;
export const BOOTSTRAP_RETRY_INTERVAL_MS = 10_000;

/** What one peer answered when asked for the prior certificate. */
export interface BootstrapAnswer {
  /** Whoever gave it; the same peer counts once over all attempts. */
  peer: string;
  answer: 'verified' | 'invalid' | 'none';
}

export interface DecideJoinerBootstrap {
  /** All answers of this round so far, oldest first. */
  answers: readonly BootstrapAnswer[];
  attemptsMade: number;
  attemptsMax: number;
  /** Members of the prior committee. */
  committeeSize: number;
}

export type JoinerBootstrapDecision =
  | { outcome: 'verified'; peer: string }
  | { outcome: 'rejected'; peers: string[]; required: number }
  /** Nobody gave a good one, and too few gave a bad one to halt on: keep waiting. */
  | { outcome: 'unavailable'; invalidPeers: string[]; required: number }
  | { outcome: 'retry'; attemptsLeft: number };

/** f + 1: at least one of so many distinct members is honest. */
export function distinctPeersRequired(committeeSize: number): number {
  return Math.floor(committeeSize / 3) + 1;
}

/**
 * The outcome of fetching the prior certificate from peers. The first good one wins; forged ones halt a node only once
 * f + 1 distinct peers gave them and the attempts are spent, so one liar can't. `docs/spec/handoff.md#bootstrap`
 */
export function decideJoinerBootstrap(input: DecideJoinerBootstrap): JoinerBootstrapDecision {
  const good = input.answers.find((entry) => entry.answer === 'verified');
  if (good !== undefined) return { outcome: 'verified', peer: good.peer };
  const attemptsLeft = input.attemptsMax - input.attemptsMade;
  if (attemptsLeft > 0) return { outcome: 'retry', attemptsLeft };
  const required = distinctPeersRequired(input.committeeSize);
  const peers = [...new Set(input.answers.filter((entry) => entry.answer === 'invalid').map((entry) => entry.peer))];
  if (peers.length >= required) return { outcome: 'rejected', peers, required };
  return { outcome: 'unavailable', invalidPeers: peers, required };
}

export const JOINER_FAN_OUT_ATTEMPTS_MAX = 100;

export interface DecideJoinerFanOut {
  /** Peers that accepted the announcement, in any attempt. */
  acceptedPeers: readonly string[];
  attemptsMade: number;
  /** Members of the current committee: their number, not their stake. */
  committeeSize: number;
}

export type JoinerFanOutDecision =
  | { outcome: 'done'; accepted: number; required: number }
  | { outcome: 'retry'; accepted: number; required: number; attemptsLeft: number }
  | { outcome: 'exhausted'; accepted: number; required: number };

/** Whether a joiner's announcement reached enough members, after an attempt in which all were asked. `docs/spec/freeze.md#joiners` */
export function decideJoinerFanOut(input: DecideJoinerFanOut): JoinerFanOutDecision {
  const accepted = new Set(input.acceptedPeers).size;
  const required = distinctPeersRequired(input.committeeSize);
  if (accepted >= required) return { outcome: 'done', accepted, required };
  const attemptsLeft = JOINER_FAN_OUT_ATTEMPTS_MAX - input.attemptsMade;
  return attemptsLeft > 0
    ? { outcome: 'retry', accepted, required, attemptsLeft }
    : { outcome: 'exhausted', accepted, required };
}
