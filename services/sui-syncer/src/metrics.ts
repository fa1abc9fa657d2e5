import { type AssemblyReason, END_OF_PUBLISH_BLOCKERS, type EndOfPublishBlocker } from '@baton/protocol';
import type { ChainBlobReadCounter } from '@baton/sui-client';
import { CHAIN_BLOB_METHODS } from '@baton/sui-client';
import { METRICS, type Telemetry } from '@baton/telemetry';
import { ASSEMBLY_REASONS } from './assembly.ts';
import { HOLD_REASONS, type HoldReason } from './switch-plan.ts';

export type SuiSyncerMetrics = ReturnType<typeof suiSyncerMetrics>;

export function suiSyncerMetrics(telemetry: Telemetry) {
  const blockers = telemetry.gauge(METRICS.endOfPublishBlocked);
  const held = telemetry.gauge(METRICS.epochSwitchHeld);
  const blobReads = telemetry.gauge(METRICS.chainBlobReads);
  const assembly = {
    incomplete: telemetry.gauge(METRICS.assemblyIncomplete),
    seconds: telemetry.gauge(METRICS.assemblyIncompleteSeconds),
    wedged: telemetry.gauge(METRICS.assemblyWedged),
    missing: telemetry.gauge(METRICS.assemblyMissing),
  };
  return {
    epoch: telemetry.gauge(METRICS.chainEpoch),
    reads: telemetry.counter(METRICS.chainReads),
    checkpointWriterLag: telemetry.gauge(METRICS.checkpointWriterLag),
    assemblyIncompleteRun: telemetry.gauge(METRICS.assemblyIncompleteRun),
    assemblyLastSuccess: telemetry.gauge(METRICS.assemblyLastSuccess),
    assemblyIncompleteTicks: telemetry.counter(METRICS.assemblyIncompleteTicks),
    overlayIncomplete: telemetry.gauge(METRICS.overlayIncomplete),
    switchSteps: telemetry.counter(METRICS.epochSwitchSteps),
    invalidSignatures: telemetry.counter(METRICS.checkpointSignaturesInvalid),
    keysReadToRecover: telemetry.gauge(METRICS.keysReadToRecover),
    /** `reason` and `incompleteMs` are null of a complete one. */
    showAssembly(shown: { reason: AssemblyReason | null; missing: number; incompleteMs: number | null }): void {
      assembly.incomplete.set(shown.reason === null ? 0 : 1);
      assembly.seconds.set((shown.incompleteMs ?? 0) / 1_000);
      assembly.wedged.set(shown.reason === 'everything_excluded' ? 1 : 0);
      for (const reason of ASSEMBLY_REASONS) {
        assembly.missing.set({ reason }, reason === shown.reason ? shown.missing : 0);
      }
    },
    showHold(present: HoldReason | null): void {
      for (const reason of HOLD_REASONS) held.set({ reason }, reason === present ? 1 : 0);
    },
    showBlockers(present: readonly EndOfPublishBlocker[]): void {
      for (const reason of END_OF_PUBLISH_BLOCKERS) blockers.set({ reason }, present.includes(reason) ? 1 : 0);
    },
    /** Those of this process and of all before it. */
    showBlobReads(counts: ReturnType<ChainBlobReadCounter['counts']>, earlier: Readonly<Record<string, number>>): void {
      for (const method of CHAIN_BLOB_METHODS) blobReads.set({ method }, counts[method] + (earlier[method] ?? 0));
    },
  };
}
