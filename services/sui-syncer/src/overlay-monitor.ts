import { isDeepStrictEqual } from 'node:util';
import type { Epoch } from '@baton/protocol';
import type { Database } from '@baton/read-model';
import type { Change } from '@baton/service-runtime';
import type { Logger } from '@baton/telemetry';
import type { SuiSyncerMetrics } from './metrics.ts';
import { type OverlaidKey, type OverlaySource, readOverlay } from './overlay.ts';

/** Turns a key may stay incomplete before it is worth a warning, and between two warnings. */
const INCOMPLETE_TURNS_WARNED = 60;

/** Keeps the gauge of incomplete keys, says when one stays so, and tells waiters when there is another overlay. */
export function overlayMonitor({
  database,
  source,
  change,
  metrics,
  logger,
}: {
  database: Database;
  source: OverlaySource;
  change: Change;
  metrics: SuiSyncerMetrics;
  logger: Logger;
}): (epoch: Epoch) => Promise<void> {
  let turns = 0;
  let known: readonly OverlaidKey[] = [];
  return async (epoch) => {
    const keys = await readOverlay(database.db, epoch, source);
    if (!isDeepStrictEqual(keys, known)) change.announce();
    known = keys;
    const incomplete = keys.filter((key) => !key.complete);
    metrics.overlayIncomplete.set(incomplete.length);
    turns = incomplete.length > 0 ? turns + 1 : 0;
    if (turns > 0 && turns % INCOMPLETE_TURNS_WARNED === 0) {
      logger.warn({ epoch, keys: incomplete.map((key) => key.keyId), turns }, 'network keys lack outputs here');
    }
  };
}
