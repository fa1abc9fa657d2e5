export type { AppliedCommit } from './checkpoint-rules.ts';
export { linksOf, linksOfRound } from './checkpointed-writer.ts';
export { type CompareOptions, type ComparisonReport, compareWithReplay, type RowDifference } from './compare.ts';
export { buildEpochContext, type EpochContextSources } from './epoch-context.ts';
export { epochLogs } from './epoch-logs.ts';
export { type EpochSequence, type EpochSequenceOptions, runEpochSequence } from './epoch-sequence.ts';
export { ProjectionError, type ProjectionErrorCode } from './errors.ts';
export type { ReplayEpoch } from './fold-through.ts';
export { DEFAULT_OUTAGE_PATIENCE_MS } from './outage.ts';
export {
  DEFAULT_STALL_AFTER_MS,
  Progress,
  type ProjectionReadiness,
  type ProjectionStatus,
  readinessOf,
} from './progress.ts';
export { freezeProjection, handoffProjection } from './projections.ts';
export { type RebuildOptions, type RebuildProgress, rebuildProjection } from './rebuild.ts';
export type { FoldedRow } from './row-changes.ts';
export {
  CATCH_UP_BATCH_COMMITS,
  type Committed,
  EMPTY_COMMITS_PER_CHECKPOINT,
  type EpochProjection,
  type ProjectionOptions,
  runProjection,
} from './run.ts';
export type { CommitSource, FollowedCommit, LogPosition, MessageTrace } from './source.ts';
export { commitsThrough, endsEpoch } from './source.ts';
export type { PerpetualRule, ProjectionTables } from './tables.ts';
