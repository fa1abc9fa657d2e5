import { type Database, handoffQueries } from '@baton/read-model';
import { ChainError, type ChainView, type IkaChainReader, type IkaChainWriter, operationKey } from '@baton/sui-client';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import type { SuiSyncerMetrics } from './metrics.ts';
import {
  type HoldReason,
  type PlannedStep,
  planEpochSwitch,
  type SwitchFacts,
  type SwitchPlan,
} from './switch-plan.ts';

interface Dependencies {
  database: Database;
  reader: IkaChainReader;
  writer: IkaChainWriter;
  telemetry: Telemetry;
  metrics: SuiSyncerMetrics;
  logger: Logger;
  chainNowMs: () => number;
  monotonicMs: () => number;
}

/** Steps that follow one another at once: complete, request, lock, end of publish, advance. */
const ROUNDS_MAX = 8;
/** A step that failed is not sent again before this has passed: it would most likely fail the same way. */
const FAILED_STEP_PAUSE_MS = 1_000;
/** Failed steps remembered; there are as many as kinds of steps and network keys. */
const FAILED_STEPS_MAX = 256;

/** Moves the epoch on the chain: facts, then a plan, then its transactions. docs/spec/chain.md#epoch-switch */
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
      const facts = await this.#facts(current);
      const plan = planEpochSwitch(facts);
      this.hold = plan.hold;
      const sent = await this.#apply(current, plan, signal);
      if (!sent) return plan.dueMs;
      current = newerOf(current, await this.#deps.reader.readView(signal));
      this.#newest = current;
    }
    return null;
  }

  async #facts(view: ChainView): Promise<SwitchFacts> {
    const { db } = this.#deps.database;
    const close = await handoffQueries.closeStatus(db, view.epoch);
    return {
      view,
      nowMs: this.#deps.chainNowMs(),
      agreed: await handoffQueries.agreedOutputs(db, view.epoch),
      closed: close?.closeRound != null,
    };
  }

  /** Whether anything changed on the chain. A step that fails ends the round: what follows was planned upon it. */
  async #apply(view: ChainView, plan: SwitchPlan, signal: AbortSignal): Promise<boolean> {
    let sent = false;
    for (const planned of plan.steps) {
      if (this.#paused(view, planned)) continue;
      if (!(await this.#send(view, planned, signal))) return false;
      sent = true;
    }
    return sent;
  }

  #paused(view: ChainView, planned: PlannedStep): boolean {
    const failedAt = this.#failed.get(attemptKey(view, planned));
    return failedAt !== undefined && this.#deps.monotonicMs() - failedAt < FAILED_STEP_PAUSE_MS;
  }

  async #send(view: ChainView, planned: PlannedStep, signal: AbortSignal): Promise<boolean> {
    const { telemetry, metrics, logger, writer } = this.#deps;
    const attributes = { 'baton.epoch': view.epoch, 'baton.step': planned.step };
    return withSpan(telemetry, SPANS.chainSubmit, { attributes }, async () => {
      const at = { epoch: view.epoch, step: planned.step };
      try {
        const outcome = await writer.submit(planned.operation, signal);
        const done = outcome.kind === 'success';
        metrics.switchSteps.inc({ step: planned.step, result: done ? 'ok' : 'error' });
        if (done) {
          logger[planned.step === 'advance' ? 'info' : 'debug'](
            { ...at, digest: outcome.digest },
            'epoch switch step done',
          );
          return true;
        }
        this.#remember(view, planned);
        logger.warn({ ...at, outcome }, 'epoch switch step not accepted by the chain');
        return false;
      } catch (error) {
        if (signal.aborted || !(error instanceof ChainError)) throw error;
        metrics.switchSteps.inc({ step: planned.step, result: 'error' });
        this.#remember(view, planned);
        logger.warn({ ...at, err: error }, 'epoch switch step: no clear answer; the same bytes will be sent again');
        return false;
      }
    });
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

const attemptKey = (view: ChainView, { operation }: PlannedStep): string => `${view.epoch}/${operationKey(operation)}`;
