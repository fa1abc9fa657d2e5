import { chainWriters, type Database } from '@baton/read-model';
import { CHAIN_BLOB_METHODS, type ChainBlobReadCounter } from '@baton/sui-client';
import type { SuiSyncerMetrics } from './metrics.ts';

/** Brings the counts of blob reads into the read model and the metrics; in version 4 there is never anything to bring. */
export function blobReadRecord(
  database: Database,
  counter: ChainBlobReadCounter,
  metrics: SuiSyncerMetrics,
  earlier: Readonly<Record<string, number>>,
): () => Promise<void> {
  let recorded = counter.counts();
  return async () => {
    const counts = counter.counts();
    for (const method of CHAIN_BLOB_METHODS) {
      const more = counts[method] - recorded[method];
      if (more > 0) await chainWriters.addChainReads(database.db, method, more);
    }
    recorded = counts;
    metrics.showBlobReads(counts, earlier);
  };
}
