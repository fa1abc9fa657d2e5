import type { Board } from './board.ts';
import { m, OWN, own, quantile, rate } from './names.ts';
import { graph, number, states } from './panel.ts';

/** The wait before an epoch starts, and the keys that it waits for. */
export const barrier: Board = {
  name: 'barrier',
  title: 'Barrier',
  about: 'Who waits before an epoch, for how long, and whether what is needed can be had.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'Barrier',
      panels: [
        number({
          title: 'Waiting',
          about: 'Validators held at the barrier. GET /v1/barrier/epochs/N says for what.',
          queries: [[`sum(${m.prepareWaiting}${own})`, 'waiting']],
          warnAt: 1,
        }),
        number({
          title: 'Certified blobs missing',
          about: 'What the barrier waits for, if not for a certificate.',
          queries: [[`sum(${m.priorCertificateBlobsMissing}${own})`, 'missing']],
          warnAt: 1,
        }),
        states({
          title: 'Held at the barrier',
          about: 'A short bar at the beginning of each epoch is normal.',
          queries: [[`max by (validator) (${m.prepareWaiting}${own})`, '{{validator}}']],
          warnAt: 1,
        }),
        graph({
          title: 'How long it held',
          about: 'Median and 95th percentile over the last hour.',
          queries: [
            [`histogram_quantile(0.5, sum by (le) (increase(${m.prepareDuration}_bucket${own}[1h])))`, 'median'],
            [
              `histogram_quantile(0.95, sum by (le) (increase(${m.prepareDuration}_bucket${own}[1h])))`,
              '95th percentile',
            ],
          ],
          unit: 's',
        }),
        graph({
          title: 'Evaluations that found it not ready',
          about: 'Goes on as long as something is missing.',
          queries: [[rate(m.prepareRetries, OWN, ['validator']), '{{validator}}']],
          unit: 'cps',
        }),
        graph({
          title: 'Asking peers for the certificate',
          about: 'rejected: enough peers gave bad ones, and the node has stopped. unavailable: nobody has it yet.',
          queries: [[`sum by (outcome) (increase(${m.joinerBootstrapOutcomes}${own}[1h]))`, '{{outcome}}']],
        }),
        graph({
          title: 'Peers asked for certificates and outputs, 99th percentile',
          about: 'Slow peers are what makes a barrier long.',
          queries: [
            [
              quantile(0.99, m.peerRequestDuration, `${OWN}, operation=~"certificate|output"`, ['operation']),
              '{{operation}}',
            ],
          ],
          unit: 's',
        }),
      ],
    },
    {
      title: 'Network keys',
      panels: [
        graph({
          title: 'Epoch of the loaded keys',
          about: 'The MPC engine works with the keys of this epoch.',
          queries: [[`max by (validator) (${m.keyLoadedEpoch}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Outputs the overlay lacks',
          about: 'Certified outputs not offered, and keys without a complete overlay.',
          queries: [
            [`max by (validator) (${m.certifiedOutputsMissing}${own})`, '{{validator}} outputs'],
            [`max by (validator) (${m.overlayIncomplete}${own})`, '{{validator}} keys'],
          ],
        }),
        graph({
          title: 'Stranded keys',
          about: 'Keys that cannot be had from what is held here, and those read from the chain to recover.',
          queries: [
            [`max by (validator) (${m.strandedKeys}${own})`, '{{validator}} stranded'],
            [`max by (validator) (${m.keysReadToRecover}${own})`, '{{validator}} being read'],
          ],
        }),
        graph({
          title: 'Instantiations',
          about: 'Under way, and how long they take.',
          queries: [
            [`sum(${m.keyInstantiationsInFlight}${own})`, 'under way'],
            [quantile(0.99, m.keyInstantiationDuration, OWN, []), 'seconds, 99th percentile'],
          ],
        }),
        graph({
          title: 'Instantiations that failed',
          about: 'The same bytes are never tried again.',
          queries: [[rate(m.keyInstantiationFailures, OWN, ['reason']), '{{reason}}']],
          unit: 'cps',
        }),
      ],
    },
  ],
};
