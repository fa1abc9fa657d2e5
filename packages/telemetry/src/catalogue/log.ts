import { counter, gauge, histogram } from '../metric.ts';

export const PROJECTIONS = ['freeze', 'handoff'] as const;
const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The log, its sequencer and the projections over it (docs/spec/log.md). */
export const logMetrics = {
  admissions: counter('baton_log_admissions_total', 'Messages offered to the log', {
    outcome: ['accepted', 'duplicate', 'rejected', 'unavailable'],
  }),
  commits: counter('baton_log_commits_total', 'Commits appended'),
  messages: counter('baton_log_messages_total', 'Messages sequenced'),
  commitMessages: histogram('baton_log_commit_messages', 'Messages in one commit', [0, 1, 10, 50, 100, 250, 500, 999]),
  appendDuration: histogram(
    'baton_log_append_duration_seconds',
    'Atomic append until durable',
    LATENCY_BUCKETS_SECONDS,
  ),
  pendingMessages: gauge('baton_log_pending_messages', 'Admitted messages waiting for their commit'),
  lastRound: gauge('ika_last_committed_leader_consensus_round', 'Round of the last commit', -1),
  lastTimestamp: gauge('ika_consensus_last_committed_timestamp_seconds', 'Consensus time of the last commit'),
  fencedAppends: counter('baton_log_fenced_appends_total', 'Appends lost to another sequencer'),
  projectionRound: gauge('baton_projection_round', 'Round of the projection checkpoint', -1, {
    projection: PROJECTIONS,
  }),
  projectionLag: gauge('baton_projection_lag_rounds', 'Rounds behind the head of the log', 0, {
    projection: PROJECTIONS,
  }),
  projectionTransaction: histogram(
    'baton_projection_transaction_duration_seconds',
    'One Postgres transaction of a projection',
    LATENCY_BUCKETS_SECONDS,
    { projection: PROJECTIONS },
  ),
} as const;
