import { isDeepStrictEqual } from 'node:util';
import { type Assembly, assemblyStallDue, type Epoch } from '@baton/protocol';
import { chainQueries, chainWriters, type Database } from '@baton/read-model';
import type { ChainView } from '@baton/sui-client';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { ASSEMBLY_REASONS, assemble, assemblyRow, readAssemblyFacts } from './assembly.ts';
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

  async #write(progress: Progress, assembly: Assembly): Promise<void> {
    if (isDeepStrictEqual(assembly, progress.written)) return;
    await chainWriters.writeAssembly(this.#deps.database.db, assemblyRow(progress.epoch, assembly));
    progress.written = assembly;
  }

  async #progressOf(epoch: Epoch): Promise<Progress> {
    if (this.#progress?.epoch !== epoch) {
      const stored = await chainQueries.assembly(this.#deps.database.db, epoch);
      const final = stored?.final ?? false;
      const none = { written: null, incompleteSinceMs: null, incompleteTicks: 0, lastSaidMs: null, wedged: false };
      this.#progress = { epoch, final, ...none };
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
    for (const reason of ASSEMBLY_REASONS) {
      metrics.assemblyMissing.set({ reason }, !complete && assembly.reason === reason ? missing.length : 0);
    }
    metrics.assemblyWedged.set(!complete && assembly.wedged ? 1 : 0);
    if (complete) {
      if (progress.lastSaidMs !== null) logger.info(at, 'the next committee can be assembled again');
      progress.incompleteSinceMs = null;
      progress.incompleteTicks = 0;
      metrics.assemblyLastSuccess.set(nowMs() / 1_000);
      this.#showIncomplete(progress);
      progress.lastSaidMs = null;
      progress.final = assembly.final;
      if (assembly.final) logger.info({ ...at, members: assembly.members.length }, "next committee's keys assembled");
      return;
    }
    metrics.assemblyIncompleteTicks.inc();
    progress.incompleteSinceMs ??= nowMs();
    progress.incompleteTicks += 1;
    this.#showIncomplete(progress);
    if (assembly.wedged && !progress.wedged) {
      progress.wedged = true;
      logger.error(at, 'everybody is excluded from the next committee: its keys cannot be assembled in this epoch');
      return;
    }
    if (assembly.wedged || !assemblyStallDue({ ...progress, nowMs: nowMs(), frozen, ...view })) return;
    progress.lastSaidMs = nowMs();
    logger.warn({ ...at, reason: assembly.reason, missing }, "the next committee's keys are not complete yet");
  }

  #showIncomplete({ incompleteSinceMs, incompleteTicks }: Progress): void {
    const { metrics, nowMs } = this.#deps;
    metrics.assemblyIncomplete.set(incompleteTicks > 0 ? 1 : 0);
    metrics.assemblyIncompleteRun.set(incompleteTicks);
    metrics.assemblyIncompleteSeconds.set(incompleteSinceMs === null ? 0 : (nowMs() - incompleteSinceMs) / 1_000);
  }
}
