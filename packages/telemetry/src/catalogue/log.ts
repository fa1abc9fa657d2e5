import { counter, gauge, histogram } from '../metric.ts';

export const PROJECTIONS = ['freeze', 'handoff'] as const;
export const SEQUENCER_ROLES = ['starting', 'standby', 'active'] as const;
const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const FOLD_BUCKETS_SECONDS = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];
const of = { projection: PROJECTIONS };

/** The log, its sequencer and the projections over it (docs/spec/log.md). */
export const logMetrics = {
  admissions: counter('baton_log_admissions_total', 'Messages offered to the log', {
    outcome: ['accepted', 'duplicate', 'rejected', 'unavailable'],
  }),
  refusals: counter('baton_log_refusals_total', 'Messages that the log did not admit, by the code of the answer', {
    code: [
      'TRUNCATED',
      'TRAILING_BYTES',
      'NON_CANONICAL',
      'OVERSIZED',
      'UNKNOWN_KIND',
      'INTEGER_OUT_OF_RANGE',
      'MALFORMED',
      'WRONG_NETWORK',
      'WRONG_EPOCH',
      'UNKNOWN_AUTHOR',
      'AUTHOR_MISMATCH',
      'KIND_NOT_ADMITTED',
      'INVALID_SIGNATURE',
      'JOINER_UNREGISTERED',
      'JOINER_SIGNATURE_INVALID',
      'DUPLICATE',
      'RATE_LIMITED',
      'EPOCH_CLOSED',
      'LOG_UNAVAILABLE',
    ],
  }),
  commits: counter('baton_log_commits_total', 'Commits appended'),
  messages: counter('baton_log_messages_total', 'Messages sequenced'),
  commitMessages: histogram('baton_log_commit_messages', 'Messages in one commit', [0, 1, 10, 50, 100, 250, 500, 999]),
  appendDuration: histogram(
    'baton_log_append_duration_seconds',
    'Atomic append of a commit until durable',
    LATENCY_BUCKETS_SECONDS,
  ),
  fsyncDuration: histogram(
    'baton_log_fsync_duration_seconds',
    'Append of a commit without messages: one small record written and fsynced, and one round trip',
    LATENCY_BUCKETS_SECONDS,
  ),
  pendingMessages: gauge('baton_log_pending_messages', 'Admitted messages waiting for their commit'),
  sequencerRole: gauge('baton_log_sequencer_role', '1 for what this sequencer does at the moment', 0, {
    role: SEQUENCER_ROLES,
  }),
  logEpoch: gauge('baton_log_epoch', 'Epoch that is open in the log', -1),
  lastRound: gauge('ika_last_committed_leader_consensus_round', 'Round of the last commit', -1),
  lastTimestamp: gauge('ika_consensus_last_committed_timestamp_seconds', 'Consensus time of the last commit'),
  epochProcessedMessages: gauge('ika_epoch_processed_consensus_messages', 'Messages of the epoch that are folded'),
  fencedAppends: counter('baton_log_fenced_appends_total', 'Appends lost to another sequencer'),
  projectionEpoch: gauge('baton_projection_epoch', 'Epoch that the projection folds', -1, of),
  projectionRound: gauge('baton_projection_round', 'Round of the projection checkpoint', -1, of),
  projectionLag: gauge('baton_projection_lag_commits', 'Rounds of the log that the projection has not folded', 0, of),
  projectionLagSeconds: gauge(
    'baton_projection_lag_seconds',
    'Age, on consensus time, of the last commit folded; 0 while no commit is due',
    0,
    of,
  ),
  projectionFold: histogram(
    'baton_projection_fold_duration_seconds',
    'Folding one batch of commits, nothing written',
    FOLD_BUCKETS_SECONDS,
    of,
  ),
  projectionTransaction: histogram(
    'baton_projection_transaction_duration_seconds',
    'One Postgres transaction of a projection',
    LATENCY_BUCKETS_SECONDS,
    of,
  ),
  replayTarget: gauge('ika_consensus_boot_replay_target_commit_index', 'Round to fold through at start', -1, of),
  replayFolded: gauge('ika_consensus_boot_replay_folded_commit_index', 'Round folded of those at start', -1, of),
  replayLatency: gauge(
    'ika_consensus_boot_replay_latency_seconds',
    'Time from opening an epoch until level with the log',
    0,
    of,
  ),
} as const;
