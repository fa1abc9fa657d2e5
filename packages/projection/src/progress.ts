import type { Epoch, Round, TimestampMs } from '@baton/protocol';

/** No commit for this long while one is due (commits tick even when empty) is a stall. */
export const DEFAULT_STALL_AFTER_MS = 10_000;

/** `working`: at the head of the log, which moves. `idle`: without a seat, so that nothing is due. */
export type ProjectionState = 'working' | 'catching_up' | 'waiting' | 'stalled' | 'idle';

export interface ProjectionStatus {
  state: ProjectionState;
  projection: string;
  epoch: Epoch | null;
  /** Last commit written or, when it changed nothing, folded; null before the first. */
  round: Round | null;
  /** Consensus time of that commit, milliseconds. */
  timestampMs: TimestampMs | null;
  headRound: Round | null;
  /** Rounds behind the head as last seen. */
  lag: number;
  caughtUp: boolean;
  /** What the projection waits for when no commits are due. */
  waitingFor: string | null;
  /** Nothing is due: waiting is all there is to do. */
  idle: boolean;
  /** ISO time of the last progress, or of the beginning of the wait. */
  since: string;
  /** The same, when that is too long ago for a log that ticks. */
  stalledSince: string | null;
}

export interface ProjectionReadiness {
  ready: boolean;
  waitingFor?: string;
  since?: string;
}

/** Ready by progress: at the head of the log, and the log moves; or without a seat, so that nothing is due. */
export function readinessOf(status: ProjectionStatus): ProjectionReadiness {
  const { waitingFor, stalledSince, caughtUp, since, idle } = status;
  if (idle) return { ready: true };
  if (waitingFor !== null) return { ready: false, waitingFor, since };
  if (stalledSince !== null) return { ready: false, waitingFor: 'commits of the log', since: stalledSince };
  return caughtUp ? { ready: true } : { ready: false, waitingFor: 'catching up with the log', since };
}

interface Waiter {
  reached(): boolean;
  resolve(): void;
}

/** Where a projection is: told by the runner, asked by routes, health checks and tests. */
export class Progress {
  readonly #projection: string;
  readonly #stallAfterMs: number;
  #epoch: Epoch | null = null;
  #round: Round | null = null;
  #timestampMs: TimestampMs | null = null;
  #headRound: Round | null = null;
  #waitingFor: string | null = 'start';
  #idle = false;
  #progressAt = Date.now();
  #waiters = new Set<Waiter>();

  constructor(projection: string, stallAfterMs = DEFAULT_STALL_AFTER_MS) {
    this.#projection = projection;
    this.#stallAfterMs = stallAfterMs;
  }

  waits(reason: string | null): void {
    if (this.#waitingFor !== reason || reason === null) this.#progressAt = Date.now();
    this.#waitingFor = reason;
    this.#idle = false;
  }

  /** Waits for something that may never come, and rightly so. */
  idles(reason: string): void {
    this.waits(reason);
    this.#idle = true;
  }

  opened(epoch: Epoch, headRound: Round | null): void {
    this.#epoch = epoch;
    this.#round = null;
    this.#timestampMs = null;
    this.#headRound = headRound;
    this.waits(null);
  }

  sawHead(round: Round | null): void {
    if (round !== null && (this.#headRound === null || round > this.#headRound)) this.#headRound = round;
  }

  processed(round: Round, timestampMs: TimestampMs): void {
    this.#round = round;
    this.#timestampMs = timestampMs;
    this.sawHead(round);
    this.#progressAt = Date.now();
    for (const waiter of this.#waiters) {
      if (!waiter.reached()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  get caughtUp(): boolean {
    return this.#round !== null && this.#round >= (this.#headRound ?? 0);
  }

  /** Resolves once the rows of this commit (and all before it) can be queried. */
  whenProcessed(at: { epoch: Epoch; round: Round }): Promise<void> {
    return this.#when(() => {
      if (this.#epoch === null || this.#epoch < at.epoch) return false;
      return this.#epoch > at.epoch || (this.#round ?? -1) >= at.round;
    });
  }

  /** Resolves once everything that was in the log when asked, as far as known, can be queried. */
  whenCaughtUp(): Promise<void> {
    return this.#when(() => this.caughtUp);
  }

  status(): ProjectionStatus {
    const stalled = this.#waitingFor === null && Date.now() - this.#progressAt > this.#stallAfterMs;
    return {
      state: this.#state(stalled),
      projection: this.#projection,
      epoch: this.#epoch,
      round: this.#round,
      timestampMs: this.#timestampMs,
      headRound: this.#headRound,
      lag: Math.max(0, (this.#headRound ?? 0) - (this.#round ?? 0)),
      caughtUp: this.caughtUp,
      waitingFor: this.#waitingFor,
      idle: this.#idle,
      since: new Date(this.#progressAt).toISOString(),
      stalledSince: stalled ? new Date(this.#progressAt).toISOString() : null,
    };
  }

  #state(stalled: boolean): ProjectionState {
    if (this.#idle) return 'idle';
    if (this.#waitingFor !== null) return 'waiting';
    if (stalled) return 'stalled';
    return this.caughtUp ? 'working' : 'catching_up';
  }

  #when(reached: () => boolean): Promise<void> {
    if (reached()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.add({ reached, resolve });
    return promise;
  }
}
