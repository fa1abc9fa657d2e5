import { type LogStore, openEpochLog, waitForEpochLog } from '@baton/log';
import type { ConsensusKey, Epoch, EpochOpened } from '@baton/protocol';
import type { CommitSource } from './source.ts';

/** How an epoch sequence comes by its logs: waits for the stream and its opening record. */
export function epochLogs(
  stores: (epoch: Epoch) => LogStore,
  sequencerKey: ConsensusKey,
): (epoch: Epoch, signal: AbortSignal) => Promise<{ log: CommitSource; opened: EpochOpened }> {
  return async (epoch, signal) => {
    const log = openEpochLog(stores(epoch), { sequencerKey });
    return { log, opened: await waitForEpochLog(log, { signal }) };
  };
}
