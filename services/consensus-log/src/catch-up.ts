import { type DeliveredCommit, type LogStore, StopError } from '@baton/log';
import pRetry from 'p-retry';
import type { EpochLedger } from './ledger.ts';

const UNTIL_ANSWERED = { retries: Number.POSITIVE_INFINITY, minTimeout: 100, maxTimeout: 2_000 };

/**
 * Reads all that the stream holds past the ledger; waits while the server does not answer. Throws StopError
 * LOG_REPLACED when the stream is gone or shorter than what the ledger has read.
 */
export async function catchUp(store: LogStore, ledger: EpochLedger, signal: AbortSignal): Promise<DeliveredCommit[]> {
  const description = await pRetry(() => store.describe(), { ...UNTIL_ANSWERED, signal });
  if (description === null || description.lastSequence < ledger.lastSequence) {
    const details = { epoch: ledger.epoch, lastSequence: ledger.lastSequence, found: description };
    throw new StopError('LOG_REPLACED', `the stream of epoch ${ledger.epoch} lost what was read from it`, details);
  }
  const commits: DeliveredCommit[] = [];
  if (ledger.lastSequence >= description.lastSequence) return commits;
  for await (const { records } of store.records({ after: ledger.lastSequence, signal })) {
    commits.push(...ledger.read(records));
    if (ledger.lastSequence >= description.lastSequence) break;
  }
  signal.throwIfAborted();
  return commits;
}
