import { chainQueries, type Database } from '@baton/read-model';
import { ASSEMBLY_REASONS } from './assembly.ts';
import type { SuiSyncerMetrics } from './metrics.ts';

/** What an earlier run left, shown before the chain is read. */
export async function restoreGauges({ db }: Database, metrics: SuiSyncerMetrics, nowMs: number): Promise<void> {
  const [view, assembly, lastCompleteAt] = await Promise.all([
    chainQueries.latestEpochView(db),
    chainQueries.latestAssembly(db),
    chainQueries.assemblyLastCompleteAt(db),
  ]);
  if (view !== undefined) metrics.epoch.set(view.epoch);
  metrics.assemblyLastSuccess.set((lastCompleteAt ?? 0) / 1_000);
  if (assembly === undefined) return;
  const { missing, incompleteSince } = assembly;
  metrics.showAssembly({
    reason: ASSEMBLY_REASONS.find((known) => known === assembly.reason) ?? null,
    missing: missing.length,
    incompleteMs: incompleteSince === null ? null : Math.max(0, nowMs - incompleteSince),
  });
}
