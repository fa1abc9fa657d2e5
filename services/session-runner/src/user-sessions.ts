import {
  type Epoch,
  MAX_OUTPUTS_PER_BATCH,
  observeTarget,
  startTargetView,
  submittableResults,
  type TargetView,
} from '@baton/protocol';
import type { Logger } from '@baton/telemetry';
import { type EngineInterface, EngineInterfaceError } from './engine-client.ts';
import type { SessionMetrics } from './metrics.ts';
import type { Workload } from './runner.ts';
import { advanceWork, type Phase, reconcile, type SessionWork, sessionOutput } from './user-session-work.ts';

/** A result in the log leads to a completed session within a few commits and one checkpoint. */
const REPOST_MS = 15_000;
/** While something is on its way the next look comes this soon; else with the next change of the chain. */
const BUSY_INTERVAL_MS = 100;
/** What the answer may tell of a batch that this epoch does not take; the next one does. */
const EPOCH_OVER = new Set(['SESSION_EPOCH_NOT_OPEN', 'EPOCH_CLOSED']);

export interface UserSessionsDependencies {
  network: string;
  engine: EngineInterface;
  computeDelayMs: number;
  /** whether a network key is instantiated for the epoch */
  keyed: (epoch: Epoch) => boolean;
  metrics: SessionMetrics;
  logger: Logger;
}

export interface UserSessionsSummary {
  target: number;
  /** As the node saw the chain at the last look. */
  lock: { locked: boolean; completed: number; nextSequenceNumber: number } | null;
  phases: Record<Phase, number>;
}

/**
 * Users' sessions under the lock. Nothing is kept over a restart: what is open on the chain is done again with the same
 * result. docs/spec/producer.md#user-sessions
 */
export class UserSessions implements Workload {
  readonly name = 'user-sessions';
  readonly intervalMs = BUSY_INTERVAL_MS;
  readonly #dependencies: UserSessionsDependencies;
  #view: TargetView = startTargetView(0);
  #works = new Map<string, SessionWork>();
  /** Sessions that were open when the chain was last seen. */
  #open: readonly string[] = [];
  #version: string | undefined;
  #beyond = 0;
  #lock: UserSessionsSummary['lock'] = null;
  #said = new Set<string>();

  constructor(dependencies: UserSessionsDependencies) {
    this.#dependencies = dependencies;
  }

  summary(): UserSessionsSummary {
    const phases: Record<Phase, number> = { held: 0, key_needed: 0, computing: 0, computed: 0, submitted: 0 };
    for (const { phase } of this.#works.values()) phases[phase] += 1;
    // The node does not tell those that wait beyond the target one by one.
    phases.held = Math.max(phases.held, this.#beyond);
    return { target: this.#view.target, lock: this.#lock, phases };
  }

  /** Sessions under way here, by number. */
  list(): SessionWork[] {
    return [...this.#works.values()].sort((a, b) => a.sequenceNumber - b.sequenceNumber);
  }

  async turn(epoch: Epoch, signal: AbortSignal): Promise<void> {
    if (this.#view.epoch !== epoch) this.#begin(epoch);
    const { engine, metrics } = this.#dependencies;
    const seen = await engine.userSessions(this.#idle() ? this.#version : undefined, signal);
    if (seen === undefined || seen.epoch !== epoch) return;
    this.#version = seen.version;
    const { locked, completed, nextSequenceNumber } = seen;
    this.#lock = { locked, completed, nextSequenceNumber };
    this.#view = observeTarget(this.#view, { epoch, target: seen.target });
    this.#beyond = Math.max(0, seen.nextSequenceNumber - 1 - this.#view.target);
    this.#open = seen.open.map(({ sessionId }) => sessionId);
    this.#works = reconcile(this.#works, seen.open);
    this.#advance(epoch);
    metrics.showUserSessions(this.summary());
    await this.#submit(epoch);
  }

  #begin(epoch: Epoch): void {
    this.#view = startTargetView(epoch);
    this.#said.clear();
    // What the ended epoch did not agree upon is voted for again in this one.
    for (const work of this.#works.values()) if (work.phase === 'submitted') work.phase = 'computed';
  }

  /** Nothing moves but by a change on the chain. */
  #idle(): boolean {
    return [...this.#works.values()].every(({ phase }) => phase === 'held' || phase === 'submitted');
  }

  #advance(epoch: Epoch): void {
    const { computeDelayMs, keyed, logger } = this.#dependencies;
    const advanced = advanceWork([...this.#works.values()], {
      view: this.#view,
      now: performance.now(),
      computeMs: computeDelayMs,
      keyed: keyed(epoch),
      repostMs: REPOST_MS,
    });
    for (const work of advanced) {
      this.#works.set(work.sessionId, work);
      if (work.phase !== 'held' || this.#said.has(work.sessionId)) continue;
      this.#said.add(work.sessionId);
      const { sequenceNumber, sessionId, kind } = work;
      logger.debug({ epoch, sequenceNumber, sessionId, kind, target: this.#view.target }, 'held: beyond the target');
    }
    for (const sessionId of this.#said) if (!this.#works.has(sessionId)) this.#said.delete(sessionId);
  }

  async #submit(epoch: Epoch): Promise<void> {
    const { engine, network, metrics, logger } = this.#dependencies;
    const computed = [...this.#works.values()].filter(({ phase }) => phase === 'computed');
    const outputs = computed.map((work) => sessionOutput(network, work));
    for (let at = 0; at < outputs.length; at += MAX_OUTPUTS_PER_BATCH) {
      const { submit, stale } = submittableResults(outputs.slice(at, at + MAX_OUTPUTS_PER_BATCH), this.#open);
      metrics.outputs('stale', stale.length);
      for (const { sessionId } of stale) this.#works.delete(sessionId);
      if (submit.length === 0) continue;
      try {
        const { sequenced } = await engine.submitUserSessionOutputs(epoch, submit);
        if (!sequenced) return;
      } catch (error) {
        if (!(error instanceof EngineInterfaceError) || !EPOCH_OVER.has(error.code)) throw error;
        return logger.debug({ epoch, outputs: submit.length }, 'the epoch takes no more results; the next one does');
      }
      metrics.outputs('submitted', submit.length);
      for (const { sessionId } of submit) {
        const work = this.#works.get(sessionId);
        if (work) this.#works.set(sessionId, { ...work, phase: 'submitted', at: performance.now() });
      }
    }
  }
}
