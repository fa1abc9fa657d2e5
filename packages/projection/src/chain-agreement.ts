import type { CommitteeSnapshot, Epoch } from '@baton/protocol';
import { type Connection, chainQueries, type Database, waitFor } from '@baton/read-model';
import { type ChainRecord, checkNextCommittee, isFoldable, type NextCommitteeView } from './chain-records.ts';
import type { Progress } from './progress.ts';

export interface AgreementWait {
  database: Database;
  progress: Progress;
  signal: AbortSignal;
  safetyPollMs?: number | undefined;
}

/**
 * Waits until this validator's own view can say something of the record, and compares. Throws EPOCH_CONTEXT_MISMATCH,
 * or the signal's reason. Rule: docs/spec/projection.md#records-of-the-chain
 */
export async function awaitAgreement(options: AgreementWait, record: ChainRecord): Promise<void> {
  const { database, progress, signal, safetyPollMs } = options;
  const { epoch } = record;
  const patience = { signal, ...(safetyPollMs ? { safetyPollMs } : {}) };
  const seen = <T>(what: string, query: () => Promise<T | undefined>) =>
    waitFor(
      database,
      'chain',
      async () => {
        const found = await query();
        if (found === undefined) progress.waits(what);
        return found;
      },
      patience,
    );
  if (record.kind === 'epoch_ended') {
    await seen(`chain view of an epoch after ${epoch}`, () => laterEpoch(database.db, epoch));
  } else {
    const own = await seen(`chain view of the next committee in epoch ${epoch}`, async () => {
      const view = await nextCommitteeView(database.db, epoch);
      return view.committee === null && view.current ? undefined : view;
    });
    checkNextCommittee(epoch, record.committee, own);
  }
  progress.waits(null);
}

/** For a record that was folded before: nothing is waited for, and what rotates since is not compared. */
export async function checkFolded(db: Connection, record: ChainRecord): Promise<void> {
  if (record.kind === 'epoch_ended') return;
  const own = await nextCommitteeView(db, record.epoch);
  checkNextCommittee(record.epoch, record.committee, { ...own, current: false });
}

async function nextCommitteeView(db: Connection, epoch: Epoch): Promise<NextCommitteeView> {
  const left = (await laterEpoch(db, epoch)) !== undefined;
  const view = await chainQueries.epochView(db, epoch);
  const sitting = new Map(view?.committee.members.map(({ name, consensusKey }) => [name, consensusKey]));
  const seated = left ? (await chainQueries.epochView(db, epoch + 1))?.committee : undefined;
  const known = (committee: CommitteeSnapshot | null | undefined) =>
    committee !== null && committee !== undefined && isFoldable(committee);
  return { committee: [view?.nextCommittee, seated].find(known) ?? null, current: !left, sitting };
}

async function laterEpoch(db: Connection, epoch: Epoch): Promise<Epoch | undefined> {
  const latest = await chainQueries.latestEpochView(db);
  return latest !== undefined && latest.epoch > epoch ? latest.epoch : undefined;
}
