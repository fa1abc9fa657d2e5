import { isDeepStrictEqual } from 'node:util';
import { type Assembly, assemblyStallDue, type Epoch } from '@baton/protocol';
import { chainQueries, chainWriters, type Database } from '@baton/read-model';
import type { ChainView } from '@baton/sui-client';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { assemble, assemblyRow, readAssemblyFacts } from './assembly.ts';
import { isOffChain } from './chain-outputs.ts';
import type { SuiSyncerMetrics } from './metrics.ts';

interface Dependencies {
  database: Database;
  telemetry: Telemetry;
  metrics: SuiSyncerMetrics;
  logger: Logger;
  nowMs: () => number;
  /** For protocol versions whose key material is on the chain. */
  fromChain: (view: ChainView, signal: AbortSignal) => Promise<Assembly>;
}

/** What an epoch's assembly has come to; forgotten when the epoch changes. */
interface Progress {
  epoch: Epoch;
  final: boolean;
  /** By this process; after a start it is written again. */
  written: Assembly | null;
  /** Chain clock; of an earlier process too. */
  incompleteSinceMs: number | null;
  incompleteTicks: number;
  lastSaidMs: number | null;
  wedged: boolean;
}

/** Assembles the next committee's keys at each change until they are final. docs/spec/chain.md#assembly */
export class AssemblyStep {
  readonly #deps: Dependencies;
  #progress: Progress | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** What the last turn found, for the status page. */
  status: Record<string, unknown> = {};

  async run(view: ChainView, signal: AbortSignal): Promise<void> {
    if (view.nextCommittee === null) return;
    const progress = await this.#progressOf(view.epoch);
    // Sent once after the freeze, and never again in that epoch.
    if (progress.final) return;
    const { database, telemetry } = this.#deps;
    const committee = view.nextCommittee;
    await withSpan(telemetry, SPANS.chainAssemble, { subject: { epoch: view.epoch } }, async () => {
      if (!isOffChain(view.protocolVersion)) {
        const assembly = await this.#deps.fromChain(view, signal);
        await this.#write(progress, assembly);
        this.#report(view, progress, assembly, true);
        return;
      }
      const facts = await database.db.transaction((snapshot) => readAssemblyFacts(snapshot, view.epoch), {
        isolationLevel: 'repeatable read',
        accessMode: 'read only',
      });
      const assembly = assemble(committee, facts);
      await this.#write(progress, assembly);
      this.#report(view, progress, assembly, facts.frozen.length > 0);
    });
  }

  /** A complete one each time, so that it is known when the last one was; an incomplete one when it differs. */
  async #write(progress: Progress, assembly: Assembly): Promise<void> {
    const { database, metrics, nowMs } = this.#deps;
    const now = nowMs();
    const complete = assembly.outcome === 'complete';
    if (!complete && isDeepStrictEqual(assembly, progress.written)) return;
    const sinceMs = complete ? now : (progress.incompleteSinceMs ?? now);
    await chainWriters.writeAssembly(database.db, assemblyRow(progress.epoch, assembly, sinceMs));
    progress.written = assembly;
    progress.incompleteSinceMs = complete ? null : sinceMs;
    if (complete) metrics.assemblyLastSuccess.set(now / 1_000);
  }

  async #progressOf(epoch: Epoch): Promise<Progress> {
    if (this.#progress?.epoch !== epoch) {
      const stored = await chainQueries.assembly(this.#deps.database.db, epoch);
      const final = stored?.final ?? false;
      const incompleteSinceMs = stored?.incompleteSince ?? null;
      const none = { written: null, incompleteTicks: 0, lastSaidMs: null, wedged: false };
      this.#progress = { epoch, final, incompleteSinceMs, ...none };
      this.status = { epoch, final };
    }
    return this.#progress;
  }

  #report(view: ChainView, progress: Progress, assembly: Assembly, frozen: boolean): void {
    const { metrics, logger, nowMs } = this.#deps;
    const complete = assembly.outcome === 'complete';
    const missing = complete ? [] : assembly.missing;
    const at = { epoch: view.epoch };
    this.status = { ...at, outcome: assembly.outcome, missing: missing.length, final: complete && assembly.final };
    const { incompleteSinceMs } = progress;
    progress.incompleteTicks = complete ? 0 : progress.incompleteTicks + 1;
    metrics.assemblyIncompleteRun.set(progress.incompleteTicks);
    metrics.showAssembly({
      reason: complete ? null : assembly.reason,
      missing: missing.length,
      incompleteMs: incompleteSinceMs === null ? null : nowMs() - incompleteSinceMs,
    });
    if (complete) {
      if (progress.lastSaidMs !== null) logger.info(at, 'the next committee can be assembled again');
      progress.lastSaidMs = null;
      progress.final = assembly.final;
      if (assembly.final) logger.info({ ...at, members: assembly.members.length }, "next committee's keys assembled");
      return;
    }
    metrics.assemblyIncompleteTicks.inc();
    if (assembly.wedged && !progress.wedged) {
      progress.wedged = true;
      logger.error(at, 'everybody is excluded from the next committee: its keys cannot be assembled in this epoch');
      return;
    }
    if (assembly.wedged || !assemblyStallDue({ ...progress, nowMs: nowMs(), frozen, ...view })) return;
    progress.lastSaidMs = nowMs();
    logger.warn({ ...at, reason: assembly.reason, missing }, "the next committee's keys are not complete yet");
  }
}
