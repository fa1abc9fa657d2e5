import type { Board } from './board.ts';
import { m, NETWORK, network, OWN, own, quantile } from './names.ts';
import { graph, number, states, table } from './panel.ts';

/** Is my validator fine, and if it waits, for what. */
export const operator: Board = {
  name: 'operator',
  title: 'Operator summary',
  about: 'One page that answers: is everything fine, what waits, and since when.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'Now',
      panels: [
        number({
          title: 'Alerts',
          about: 'Alerts that fire. Each has a page in docs/run/alerts.',
          queries: [['count(ALERTS{alertstate="firing", network="$network"}) or vector(0)', 'firing']],
          warnAt: 1,
        }),
        number({
          title: 'Epoch on the chain',
          about: 'Validators that differ for long do not see the same chain.',
          queries: [[`max(${m.chainEpoch}${own})`, 'epoch']],
        }),
        number({
          title: 'Services not ready',
          about: 'Services that make no progress; /readyz of the process says what each waits for.',
          queries: [[`count(${m.serviceReady}${own} == 0) or vector(0)`, 'not ready']],
          warnAt: 1,
        }),
        number({
          title: 'Held at the barrier',
          about: 'Validators that do not enter the epoch before what was certified is held and verified.',
          queries: [[`sum(${m.prepareWaiting}${own})`, 'waiting']],
          warnAt: 1,
        }),
        number({
          title: 'Age of the last commit',
          about: 'Consensus time moves about ten times a second.',
          queries: [[`time() - max(${m.lastTimestamp}${network})`, 'age']],
          unit: 's',
          warnAt: 5,
          badAt: 15,
        }),
        number({
          title: 'Last frozen epoch',
          about: 'Epoch of the last freeze, the lowest of the chosen validators.',
          queries: [[`min(${m.freezeEpoch}${own})`, 'epoch']],
        }),
        number({
          title: 'Newest certificate',
          about: 'Epoch of the newest certificate held, the lowest of the chosen validators.',
          queries: [[`min(${m.certificateEpoch}${own})`, 'epoch']],
        }),
        number({
          title: 'Certified blobs missing',
          about: 'Blobs that the prior certificate pins and a validator does not hold.',
          queries: [[`sum(${m.priorCertificateBlobsMissing}${own})`, 'missing']],
          warnAt: 1,
        }),
      ],
    },
    {
      title: 'Progress',
      panels: [
        states({
          title: 'Ready',
          about: 'Each service of each validator; red while it makes no progress.',
          queries: [[`min by (validator, service) (${m.serviceReady}${own} >= 0)`, '{{validator}} {{service}}']],
        }),
        table({
          title: 'Behind the log',
          about: 'Age of the last commit that each projection has folded, now.',
          queries: [[`max by (validator, projection) (${m.projectionLagSeconds}${own})`, '']],
          unit: 's',
          warnAt: 5,
          badAt: 30,
        }),
        graph({
          title: 'Epoch by validator',
          about: 'As seen on the chain, folded by the freeze, and open in the log.',
          queries: [
            [`max by (validator) (${m.chainEpoch}${own})`, '{{validator}} chain'],
            [`max by (validator) (${m.projectionEpoch}{${OWN}, projection="freeze"})`, '{{validator}} freeze'],
            [`max(${m.logEpoch}${network})`, 'log'],
          ],
        }),
        graph({
          title: 'Exclusions',
          about: 'Members left out of the frozen set of this epoch. GET /v1/freeze/epochs/N/names/NAME says why.',
          queries: [[`max by (validator) (${m.excludedValidators}${own})`, '{{validator}}']],
        }),
      ],
    },
    {
      title: 'Processes',
      panels: [
        graph({
          title: 'Requests, 99th percentile',
          about: 'HTTP requests to the services, by listener. Long polls are among them.',
          queries: [[quantile(0.99, m.httpRequestDuration, OWN, ['listener']), '{{listener}}']],
          unit: 's',
        }),
        graph({
          title: 'Failed requests',
          about: 'Answers of class 5xx a second.',
          queries: [
            [
              `sum by (validator, listener) (rate(${m.httpRequestDuration}_count{${OWN}, status="5xx"}[$__rate_interval]))`,
              '{{validator}} {{listener}}',
            ],
          ],
          unit: 'reqps',
        }),
        graph({
          title: 'Processor',
          about: 'Processor time by process; 1 is a whole core.',
          queries: [
            [
              `sum by (validator, service) (rate(process_cpu_seconds_total{${NETWORK}}[$__rate_interval]))`,
              '{{validator}} {{service}}',
            ],
          ],
        }),
        graph({
          title: 'Memory',
          about: 'Resident memory by process.',
          queries: [
            [`sum by (validator, service) (process_resident_memory_bytes${network})`, '{{validator}} {{service}}'],
          ],
          unit: 'bytes',
        }),
        graph({
          title: 'Uptime',
          about: 'Time since each process started; a step down to 0 is a restart.',
          queries: [
            [
              `time() - max by (validator, service) (process_start_time_seconds${network})`,
              '{{validator}} {{service}}',
            ],
          ],
          unit: 's',
        }),
        graph({
          title: 'Spans, 99th percentile',
          about: 'From the traces, by name; empty while nothing is exported. Explore in Tempo shows the slow ones.',
          queries: [
            [
              'histogram_quantile(0.99, sum by (le, span_name) (rate(traces_spanmetrics_latency_bucket{service_namespace="$network"}[$__rate_interval])))',
              '{{span_name}}',
            ],
          ],
          unit: 's',
        }),
        graph({
          title: 'Event loop, 99th percentile of the delay',
          about: 'Above a tenth of a second a process answers late.',
          queries: [
            [`max by (validator, service) (nodejs_eventloop_lag_p99_seconds${network})`, '{{validator}} {{service}}'],
          ],
          unit: 's',
        }),
      ],
    },
  ],
};
