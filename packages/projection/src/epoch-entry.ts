import { setTimeout as delay } from 'node:timers/promises';
import type { AuthorityName, Epoch, EpochOpened } from '@baton/protocol';
import { type AnchorRow, barrierQueries, chainQueries, type Database, waitFor } from '@baton/read-model';
import type { Progress } from './progress.ts';
import type { CommitSource } from './source.ts';

/** How long a log may be missing of an epoch that the node has meanwhile left behind, until it is passed over. */
export const SUPERSEDED_LOG_PATIENCE_MS = 30_000;

export interface EpochWait {
  database: Database;
  signal: AbortSignal;
  safetyPollMs?: number | undefined;
  /** This validator, to tell an epoch without a seat from one that is held by the barrier. */
  self?: AuthorityName | undefined;
}

const patience = ({ signal, safetyPollMs }: EpochWait) => ({ signal, ...(safetyPollMs ? { safetyPollMs } : {}) });

/**
 * The earliest epoch from `from` on that the barrier has opened. Epochs in which this validator does not sit have no
 * anchor and are passed over, as are those it slept through. Rule: docs/spec/projection.md#epochs
 */
export function nextAnchor(options: EpochWait, progress: Progress, from: Epoch): Promise<AnchorRow> {
  const { db } = options.database;
  return waitFor(
    options.database,
    ['barrier', 'chain'],
    async () => {
      const anchor = await barrierQueries.earliestReadyAnchor(db, from);
      if (anchor !== undefined) return anchor;
      const seated = await isSeated(options, from);
      if (!seated) progress.idles(`a seat: this validator is in no committee from epoch ${from} on`);
      else progress.waits(from === 0 ? 'barrier of the first epoch' : `barrier of epoch ${from} or later`);
      return undefined;
    },
    patience(options),
  );
}

/** True also while nothing is known of the chain's newest epoch. */
async function isSeated({ database, self }: EpochWait, from: Epoch): Promise<boolean> {
  const view = self && (await chainQueries.latestEpochView(database.db));
  return !view || view.epoch < from || view.committee.members.some((member) => member.name === self);
}

/**
 * The epoch's log, or null when it stays away though a later epoch is open already: sealed streams may be deleted while
 * a node is down, and its own later epochs do not depend on them.
 */
export async function openOrPassOver(
  options: EpochWait,
  epoch: Epoch,
  open: (signal: AbortSignal) => Promise<{ log: CommitSource; opened: EpochOpened }>,
): Promise<{ log: CommitSource; opened: EpochOpened } | null> {
  const { database, signal } = options;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const superseded = waitFor(database, 'barrier', () => barrierQueries.earliestReadyAnchor(database.db, epoch + 1), {
    ...patience(options),
    signal: either,
  })
    .then(() => delay(SUPERSEDED_LOG_PATIENCE_MS, null, { signal: either }))
    .catch((error: unknown) => {
      if (either.aborted) return new Promise<never>(() => undefined);
      throw error;
    });
  try {
    return await Promise.race([open(either), superseded]);
  } finally {
    over.abort();
  }
}
