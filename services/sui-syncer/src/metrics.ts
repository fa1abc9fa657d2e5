import { END_OF_PUBLISH_BLOCKERS, type EndOfPublishBlocker } from '@baton/protocol';
import type { ChainBlobReadCounter } from '@baton/sui-client';
import { CHAIN_BLOB_METHODS } from '@baton/sui-client';
import { METRICS, type Telemetry } from '@baton/telemetry';
import { HOLD_REASONS, type HoldReason } from './switch-plan.ts';

export type SuiSyncerMetrics = ReturnType<typeof suiSyncerMetrics>;

export function suiSyncerMetrics(telemetry: Telemetry) {
  const blockers = telemetry.gauge(METRICS.endOfPublishBlocked);
  const held = telemetry.gauge(METRICS.epochSwitchHeld);
  const blobReads = telemetry.gauge(METRICS.chainBlobReads);
  return {
    epoch: telemetry.gauge(METRICS.chainEpoch),
    reads: telemetry.counter(METRICS.chainReads),
    assemblyIncomplete: telemetry.gauge(METRICS.assemblyIncomplete),
    assemblyIncompleteRun: telemetry.gauge(METRICS.assemblyIncompleteRun),
    assemblyIncompleteSeconds: telemetry.gauge(METRICS.assemblyIncompleteSeconds),
    assemblyLastSuccess: telemetry.gauge(METRICS.assemblyLastSuccess),
    assemblyIncompleteTicks: telemetry.counter(METRICS.assemblyIncompleteTicks),
    assemblyWedged: telemetry.gauge(METRICS.assemblyWedged),
    assemblyMissing: telemetry.gauge(METRICS.assemblyMissing),
    overlayIncomplete: telemetry.gauge(METRICS.overlayIncomplete),
    switchSteps: telemetry.counter(METRICS.epochSwitchSteps),
    invalidSignatures: telemetry.counter(METRICS.checkpointSignaturesInvalid),
    keysReadToRecover: telemetry.gauge(METRICS.keysReadToRecover),
    showHold(present: HoldReason | null): void {
      for (const reason of HOLD_REASONS) held.set({ reason }, reason === present ? 1 : 0);
    },
    showBlockers(present: readonly EndOfPublishBlocker[]): void {
      for (const reason of END_OF_PUBLISH_BLOCKERS) blockers.set({ reason }, present.includes(reason) ? 1 : 0);
    },
    showBlobReads(counter: ChainBlobReadCounter): void {
      const counts = counter.counts();
      for (const method of CHAIN_BLOB_METHODS) blobReads.set({ method }, counts[method]);
    },
  };
}
