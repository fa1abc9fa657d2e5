/** Names that dashboards and rules take from other programs, by where they come from. */
export const FOREIGN_METRICS = {
  prometheus: ['up', 'ALERTS'],
  /** The process metrics of prom-client, in every service. */
  process: [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'process_start_time_seconds',
    'nodejs_eventloop_lag_p99_seconds',
  ],
  /** natsio/prometheus-nats-exporter with -varz -jsz=all -connz -healthz. */
  nats: [
    'gnatsd_healthz_status_value',
    'gnatsd_varz_connections',
    'gnatsd_varz_in_msgs',
    'gnatsd_varz_out_msgs',
    'gnatsd_varz_in_bytes',
    'gnatsd_varz_out_bytes',
    'gnatsd_varz_slow_consumers',
    'gnatsd_varz_mem',
    'gnatsd_varz_cpu',
    'jetstream_server_jetstream_disabled',
    'jetstream_server_total_streams',
    'jetstream_server_total_messages',
    'jetstream_server_total_message_bytes',
    'jetstream_server_max_storage',
    'jetstream_stream_total_messages',
    'jetstream_stream_total_bytes',
  ],
  /** prometheuscommunity/postgres-exporter with its default collectors. */
  postgres: [
    'pg_up',
    'pg_database_size_bytes',
    'pg_settings_max_connections',
    'pg_stat_activity_count',
    'pg_stat_database_xact_commit',
    'pg_stat_database_xact_rollback',
    'pg_stat_database_blks_hit',
    'pg_stat_database_blks_read',
    'pg_stat_database_deadlocks',
    'pg_stat_user_tables_n_live_tup',
    'pg_stat_user_tables_n_dead_tup',
    'pg_wal_size_bytes',
  ],
  /** Tempo's metrics generator, by remote write. */
  tempo: ['traces_spanmetrics_latency_bucket'],
} as const;

/** Labels that scraping and the exporters add to what a program declares. */
export const SCRAPE_LABELS = ['network', 'validator', 'service', 'job', 'instance'] as const;
export const EXPORTER_LABELS = [
  'server_id',
  'server_name',
  'value',
  'stream_name',
  'datname',
  'state',
  'relname',
  'schemaname',
  'span_name',
  'service_namespace',
  'alertstate',
  'severity',
] as const;
