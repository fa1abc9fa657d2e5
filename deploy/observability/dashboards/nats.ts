import type { Board } from './board.ts';
import { graph, number } from './panel.ts';

/** The servers that keep the log. */
export const nats: Board = {
  name: 'nats',
  title: 'NATS',
  about: 'The JetStream servers behind the log, by the NATS exporter.',
  choices: [],
  rows: [
    {
      title: 'JetStream',
      panels: [
        number({
          title: 'Servers',
          about: 'Servers that answer and are healthy.',
          queries: [['sum(gnatsd_healthz_status_value)', 'servers']],
        }),
        number({
          title: 'Streams',
          about: 'One stream per epoch.',
          queries: [['max(jetstream_server_total_streams)', 'streams']],
        }),
        number({
          title: 'Storage used',
          about: 'Of what the servers may use.',
          queries: [['max(jetstream_server_total_message_bytes / (jetstream_server_max_storage > 0))', 'used']],
          unit: 'percentunit',
          warnAt: 0.7,
          badAt: 0.9,
        }),
        number({
          title: 'JetStream disabled',
          about: 'Servers without JetStream cannot keep a log.',
          queries: [['sum(jetstream_server_jetstream_disabled)', 'servers']],
          badAt: 1,
        }),
        graph({
          title: 'Messages by stream',
          about: 'A stream grows during its epoch and is sealed at its end.',
          queries: [['max by (stream_name) (jetstream_stream_total_messages)', '{{stream_name}}']],
        }),
        graph({
          title: 'Bytes by stream',
          about: 'What an epoch costs on the disk.',
          queries: [['max by (stream_name) (jetstream_stream_total_bytes)', '{{stream_name}}']],
          unit: 'bytes',
        }),
        graph({
          title: 'Messages kept',
          about: 'Over all streams of a server.',
          queries: [['max by (server_name) (jetstream_server_total_messages)', '{{server_name}}']],
        }),
      ],
    },
    {
      title: 'Server',
      panels: [
        graph({
          title: 'Connections',
          about: 'Each service holds one.',
          queries: [['sum by (server_id) (gnatsd_varz_connections)', '{{server_id}}']],
        }),
        graph({
          title: 'Slow consumers',
          about: 'Clients cut off because they read too slowly.',
          queries: [['sum by (server_id) (increase(gnatsd_varz_slow_consumers[$__rate_interval]))', '{{server_id}}']],
        }),
        graph({
          title: 'Messages',
          about: 'Into the server and out of it.',
          queries: [
            ['sum(rate(gnatsd_varz_in_msgs[$__rate_interval]))', 'in'],
            ['sum(rate(gnatsd_varz_out_msgs[$__rate_interval]))', 'out'],
          ],
          unit: 'cps',
        }),
        graph({
          title: 'Bytes',
          about: 'Into the server and out of it.',
          queries: [
            ['sum(rate(gnatsd_varz_in_bytes[$__rate_interval]))', 'in'],
            ['sum(rate(gnatsd_varz_out_bytes[$__rate_interval]))', 'out'],
          ],
          unit: 'Bps',
        }),
        graph({
          title: 'Memory',
          about: 'What the server holds in memory.',
          queries: [['max by (server_id) (gnatsd_varz_mem)', '{{server_id}}']],
          unit: 'bytes',
        }),
        graph({
          title: 'Processor',
          about: 'Of the server, 100 is a whole core.',
          queries: [['max by (server_id) (gnatsd_varz_cpu)', '{{server_id}}']],
        }),
      ],
    },
  ],
};
