import type { Epoch } from '@baton/protocol';
import type { Database } from '@baton/read-model';
import type { Logger } from '@baton/telemetry';
import type { SuiSyncerMetrics } from './metrics.ts';
import { type OverlaySource, readOverlay } from './overlay.ts';

/** Turns a key may stay incomplete before it is worth a warning, and between two warnings. */
const INCOMPLETE_TURNS_WARNED = 60;

/** Keeps the gauge of incomplete keys, and says when one stays so. The overlay itself is made when it is asked for. */
export function overlayMonitor({
  database,
  source,
  metrics,
  logger,
}: {
  database: Database;
  source: OverlaySource;
  metrics: SuiSyncerMetrics;
  logger: Logger;
}): (epoch: Epoch) => Promise<void> {
  let turns = 0;
  return async (epoch) => {
    const incomplete = (await readOverlay(database.db, epoch, source)).filter((key) => !key.complete);
    metrics.overlayIncomplete.set(incomplete.length);
    turns = incomplete.length > 0 ? turns + 1 : 0;
    if (turns > 0 && turns % INCOMPLETE_TURNS_WARNED === 0) {
      logger.warn({ epoch, keys: incomplete.map((key) => key.keyId), turns }, 'network keys lack outputs here');
    }
  };
}
