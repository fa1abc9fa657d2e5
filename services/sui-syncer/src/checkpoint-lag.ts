import { type Database, handoffQueries } from '@baton/read-model';
import type { ChainView } from '@baton/sui-client';
import type { SuiSyncerMetrics } from './metrics.ts';

/** Keeps the gauge of checkpoints that wait to be written to the chain. An epoch ends only when none of its own does. */
export function checkpointLag({ db }: Database, metrics: SuiSyncerMetrics): (view: ChainView) => Promise<void> {
  return async ({ epoch, lastCheckpoint }) => {
    const decided = await handoffQueries.lastDecided(db, epoch, 'dwallet');
    metrics.checkpointWriterLag.set(decided === null ? 0 : Math.max(0, decided - lastCheckpoint.coordinator));
  };
}
