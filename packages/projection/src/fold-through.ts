import type { EpochContext, Fold } from '@baton/protocol';
import { drizzle, type Sql } from '@baton/read-model';
import { checkFolded } from './chain-agreement.ts';
import { chainRecords } from './chain-records.ts';
import type { AppliedCommit } from './checkpoint-rules.ts';
import type { FoldedRow } from './row-changes.ts';
import { CATCH_UP_BATCH_COMMITS } from './run.ts';
import { type CommitSource, commitsThrough } from './source.ts';
import { initialStateDigest, nextStateDigest } from './state-digest.ts';

/** One epoch to be replayed. */
export interface ReplayEpoch {
  context: EpochContext;
  log: CommitSource;
}

/**
 * Folds an epoch's log from its first commit through `sequence`, batch by batch, writing nothing. Throws
 * EPOCH_CONTEXT_MISMATCH where a record contradicts what the database holds of the chain.
 */
export async function* foldThrough<State>(
  fold: Fold<State, FoldedRow>,
  sql: Sql,
  { context, log }: ReplayEpoch,
  sequence: number,
  signal: AbortSignal,
): AsyncGenerator<readonly AppliedCommit[]> {
  let state = fold.initial(context);
  let stateDigest = initialStateDigest(fold, context.epoch);
  for await (const batch of commitsThrough(log, sequence, { signal, batch: CATCH_UP_BATCH_COMMITS })) {
    for (const record of chainRecords(batch)) await checkFolded(drizzle(sql), record);
    yield batch.map((commit) => {
      const result = fold.applyCommit(state, commit);
      state = result.state;
      stateDigest = nextStateDigest(stateDigest, commit, result.rows);
      return { commit, rows: result.rows, stateDigest };
    });
  }
  signal.throwIfAborted();
}
