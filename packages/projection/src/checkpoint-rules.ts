import { StopError } from '@baton/log';
import type { Digest, Fold } from '@baton/protocol';
import type { Checkpoint } from './checkpoint.ts';
import type { FoldedRow } from './row-changes.ts';
import type { FollowedCommit, LogPosition } from './source.ts';

/** A commit after folding. */
export interface AppliedCommit {
  commit: FollowedCommit;
  rows: readonly FoldedRow[];
  /** Running digest after this commit. */
  stateDigest: Digest;
}

/**
 * Before the first commit is folded: the log must still hold what the checkpoint has seen.
 * Throws CHECKPOINT_AHEAD_OF_LOG, LOG_REPLACED or, for rows of another version of the fold, STATE_DIGEST_MISMATCH.
 */
export function checkAgainstHead(
  checkpoint: Checkpoint,
  fold: Pick<Fold<unknown>, 'version'>,
  head: LogPosition | null,
  created: string | null,
): void {
  const details = { projection: checkpoint.projection, epoch: checkpoint.epoch, round: checkpoint.round };
  if (checkpoint.version !== fold.version) {
    throw new StopError('STATE_DIGEST_MISMATCH', 'the rows were written by another version of this projection', {
      ...details,
      storedVersion: checkpoint.version,
      version: fold.version,
    });
  }
  if (head !== null && head.sequence >= checkpoint.sequence) return;
  const replaced = created !== null && checkpoint.streamCreated !== null && created !== checkpoint.streamCreated;
  throw new StopError(
    replaced ? 'LOG_REPLACED' : 'CHECKPOINT_AHEAD_OF_LOG',
    replaced ? 'the stream is another one than the checkpoint was taken on' : 'the log ends before the checkpoint',
    { ...details, sequence: checkpoint.sequence, headSequence: head?.sequence ?? 0 },
  );
}

/**
 * Compares a checkpoint with the first applied commit at or past its place. Throws LOG_REPLACED for another commit
 * there, STATE_DIGEST_MISMATCH for other rows.
 */
export function checkAtCheckpoint(checkpoint: Checkpoint, applied: AppliedCommit): void {
  const { commit, stateDigest } = applied;
  const details = { projection: checkpoint.projection, epoch: checkpoint.epoch, round: checkpoint.round };
  if (commit.sequence !== checkpoint.sequence || commit.digest !== checkpoint.commitDigest) {
    throw new StopError('LOG_REPLACED', 'the log holds another commit where the checkpoint was taken', {
      ...details,
      stored: checkpoint.commitDigest,
      found: commit.digest,
    });
  }
  if (stateDigest !== checkpoint.stateDigest) {
    throw new StopError('STATE_DIGEST_MISMATCH', 'folding the log gives other rows than were written', {
      ...details,
      stored: checkpoint.stateDigest,
      folded: stateDigest,
    });
  }
}
