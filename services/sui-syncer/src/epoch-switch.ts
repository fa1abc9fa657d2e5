import type { AuthorityName } from '@baton/protocol';
import { type Database, handoffQueries } from '@baton/read-model';
import { ChainError, type ChainView, type IkaChainReader, type IkaChainWriter } from '@baton/sui-client';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import type { CertifiedCheckpoints } from './certified-checkpoints.ts';
import type { SuiSyncerMetrics } from './metrics.ts';
import { type HoldReason, type PlannedStep, planEpochSwitch, type SwitchPlan } from './switch-plan.ts';
import { placeOf, type TurnTaking } from './turn-taking.ts';

interface Dependencies {
  self: AuthorityName;
  database: Database;
  reader: IkaChainReader;
  writer: IkaChainWriter;
  checkpoints: CertifiedCheckpoints;
  turns: TurnTaking;
  telemetry: Telemetry;
  metrics: SuiSyncerMetrics;
  logger: Logger;
  chainNowMs: () => number;
  monotonicMs: () => number;
}

/** Steps that follow one another at once: checkpoints, lock, advance. */
const ROUNDS_MAX = 16;
/** A step that failed is not sent again before this has passed: it would most likely fail the same way. */
const FAILED_STEP_PAUSE_MS = 1_000;
/** Failed steps remembered. */
const FAILED_STEPS_MAX = 256;

/**
 * Moves the chain on: facts, then a plan, then its transactions. Every member does; they take turns, so that normally
 * one of them sends each step, and another if that one does not. docs/spec/chain.md#epoch-switch
 */
export class EpochSwitch {
  readonly #deps: Dependencies;
  readonly #failed = new Map<string, number>();
  /** The newest view the switch has seen: its own transactions are ahead of the watch. */
  #newest: ChainView | null = null;
  hold: HoldReason | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Sends what is due and goes on as long as that makes more due. Returns the chain time to look again, if any. */
  async run(view: ChainView, signal: AbortSignal): Promise<number | null> {
    let current = newerOf(this.#newest, view);
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const plan = await this.#plan(current, signal);
      const waitMs = this.#nextTurnMs(current, plan);
      if (waitMs !== 0) return earliest(plan.dueMs, waitMs === null ? null : this.#deps.chainNowMs() + waitMs);
      // Somebody else may have been faster than the watch: only a view that was read just now is acted upon.
      if (round > 0) await this.#apply(current, plan, signal);
      current = newerOf(current, await this.#deps.reader.readView(signal));
      this.#newest = current;
    }
    return this.#deps.chainNowMs();
  }

  async #plan(view: ChainView, signal: AbortSignal): Promise<SwitchPlan> {
    const { database, checkpoints, chainNowMs, turns } = this.#deps;
    const close = await handoffQueries.closeStatus(database.db, view.epoch);
    const isDue = (key: string) => this.#waitMs(view, { key }) === 0;
    const next = await checkpoints.next(database.db, view, isDue, signal);
    const closed = close?.closeRound != null;
    const plan = planEpochSwitch({ view, nowMs: chainNowMs(), checkpoints: next, closed });
    this.hold = plan.hold;
    this.#deps.metrics.showHold(plan.hold);
    // One that is held keeps its turn: it is tried again as soon as what it lacks is there.
    turns.planned([...plan.steps, ...next].map((planned) => attemptKey(view, planned)));
    return plan;
  }

  /** Until this member may send one of the steps; null when none is due, or it sits in no committee. */
  #nextTurnMs(view: ChainView, plan: SwitchPlan): number | null {
    const waits = plan.steps.flatMap((planned) => this.#waitMs(view, planned) ?? []);
    return waits.length === 0 ? null : Math.min(...waits);
  }

  #waitMs(view: ChainView, planned: Pick<PlannedStep, 'key'>): number | null {
    const seat = placeOf(view.committee, this.#deps.self, view.epoch);
    if (seat === null) return null;
    const key = attemptKey(view, planned);
    const failedAt = this.#failed.get(key);
    const pauseMs = failedAt === undefined ? 0 : failedAt + FAILED_STEP_PAUSE_MS - this.#deps.monotonicMs();
    return Math.max(0, pauseMs, this.#deps.turns.waitMs(key, seat.place));
  }

  /** Sends what this member may send. A step that fails ends the round: what follows was planned upon it. */
  async #apply(view: ChainView, plan: SwitchPlan, signal: AbortSignal): Promise<void> {
    for (const planned of plan.steps) {
      if (this.#waitMs(view, planned) !== 0) continue;
      if (!(await this.#send(view, planned, signal))) return;
    }
  }

  async #send(view: ChainView, planned: PlannedStep, signal: AbortSignal): Promise<boolean> {
    const { telemetry, metrics, logger, writer } = this.#deps;
    const { step, operation } = planned;
    if (operation === null) return false;
    const attributes = { 'baton.epoch': view.epoch, 'baton.step': step };
    return withSpan(telemetry, SPANS.chainSubmit, { attributes }, async () => {
      const number = operation.kind === 'process_checkpoint' ? { sequenceNumber: operation.sequenceNumber } : {};
      const at = { epoch: view.epoch, step, ...number };
      try {
        const outcome = await writer.submit(operation, signal);
        if (outcome.kind === 'success') {
          metrics.switchSteps.inc({ step, result: 'ok' });
          logger[step === 'advance' ? 'info' : 'debug']({ ...at, digest: outcome.digest }, 'epoch switch step done');
          return true;
        }
        this.#remember(view, planned);
        const overtaken = await this.#overtaken(view, planned, signal);
        metrics.switchSteps.inc({ step, result: overtaken ? 'overtaken' : 'error' });
        if (overtaken) logger.debug({ ...at, outcome }, 'another member did this step first');
        else logger.warn({ ...at, outcome }, 'epoch switch step not accepted by the chain');
        return false;
      } catch (error) {
        if (signal.aborted || !(error instanceof ChainError)) throw error;
        metrics.switchSteps.inc({ step, result: 'error' });
        this.#remember(view, planned);
        logger.warn({ ...at, err: error }, 'epoch switch step: no clear answer; the same bytes will be sent again');
        return false;
      }
    });
  }

  /** An abort of a step that is no longer due is no failure. */
  async #overtaken(view: ChainView, planned: PlannedStep, signal: AbortSignal): Promise<boolean> {
    const now = await this.#deps.reader.readView(signal);
    const key = attemptKey(view, planned);
    const { steps } = await this.#plan(now, signal);
    return !steps.some((one) => attemptKey(now, one) === key);
  }

  #remember(view: ChainView, planned: PlannedStep): void {
    if (this.#failed.size >= FAILED_STEPS_MAX) this.#failed.clear();
    this.#failed.set(attemptKey(view, planned), this.#deps.monotonicMs());
  }
}

function newerOf(known: ChainView | null, view: ChainView): ChainView {
  if (known === null) return view;
  const ahead =
    known.objectVersions.system > view.objectVersions.system ||
    known.objectVersions.coordinator > view.objectVersions.coordinator;
  return ahead ? known : view;
}

const earliest = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? (left ?? right) : Math.min(left, right);

const attemptKey = (view: ChainView, { key }: Pick<PlannedStep, 'key'>): string => `${view.epoch}/${key}`;
