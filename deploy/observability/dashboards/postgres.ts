import type { Board } from './board.ts';
import { graph, number } from './panel.ts';

const OURS = 'datname!~"template.*|postgres"';

/** The databases that hold the read models. */
export const postgres: Board = {
  name: 'postgres',
  title: 'Postgres',
  about: 'The read models: connections, transactions, size. By the Postgres exporter.',
  choices: [],
  rows: [
    {
      title: 'Server',
      panels: [
        number({
          title: 'Up',
          about: 'Servers that answer the exporter.',
          queries: [['sum(pg_up)', 'servers']],
        }),
        number({
          title: 'Connections used',
          about: 'Of those the server allows.',
          queries: [
            [
              'max(sum by (instance) (pg_stat_activity_count) / on (instance) max by (instance) (pg_settings_max_connections))',
              'used',
            ],
          ],
          unit: 'percentunit',
          warnAt: 0.7,
          badAt: 0.9,
        }),
        number({
          title: 'Deadlocks',
          about: 'In the last hour. A projection has one writer: there should be none.',
          queries: [[`sum(increase(pg_stat_database_deadlocks{${OURS}}[1h]))`, 'deadlocks']],
          warnAt: 1,
        }),
        number({
          title: 'Write-ahead log',
          about: 'Size on the disk.',
          queries: [['max(pg_wal_size_bytes)', 'size']],
          unit: 'bytes',
        }),
        graph({
          title: 'Connections by database',
          about: 'By state. A service keeps its pool open.',
          queries: [[`sum by (datname, state) (pg_stat_activity_count{${OURS}}) > 0`, '{{datname}} {{state}}']],
        }),
        graph({
          title: 'Transactions',
          about: 'Committed and rolled back.',
          queries: [
            [`sum by (datname) (rate(pg_stat_database_xact_commit{${OURS}}[$__rate_interval]))`, '{{datname}}'],
            [
              `sum by (datname) (rate(pg_stat_database_xact_rollback{${OURS}}[$__rate_interval]))`,
              '{{datname}} rolled back',
            ],
          ],
          unit: 'cps',
        }),
      ],
    },
    {
      title: 'Data',
      panels: [
        graph({
          title: 'Size',
          about: 'Grows with every epoch that is kept.',
          queries: [[`max by (datname) (pg_database_size_bytes{${OURS}})`, '{{datname}}']],
          unit: 'bytes',
        }),
        graph({
          title: 'Read from memory',
          about: 'Share of the blocks that came from the buffer cache.',
          queries: [
            [
              `sum by (datname) (rate(pg_stat_database_blks_hit{${OURS}}[$__rate_interval])) / (sum by (datname) (rate(pg_stat_database_blks_hit{${OURS}}[$__rate_interval])) + sum by (datname) (rate(pg_stat_database_blks_read{${OURS}}[$__rate_interval])))`,
              '{{datname}}',
            ],
          ],
          unit: 'percentunit',
        }),
        graph({
          title: 'Rows by table',
          about: 'The ten largest.',
          queries: [
            [
              'topk(10, max by (datname, schemaname, relname) (pg_stat_user_tables_n_live_tup))',
              '{{datname}} {{schemaname}}.{{relname}}',
            ],
          ],
        }),
        graph({
          title: 'Dead rows by table',
          about: 'The ten with the most; they fall when vacuum has passed.',
          queries: [
            [
              'topk(10, max by (datname, schemaname, relname) (pg_stat_user_tables_n_dead_tup))',
              '{{datname}} {{schemaname}}.{{relname}}',
            ],
          ],
        }),
      ],
    },
  ],
};
