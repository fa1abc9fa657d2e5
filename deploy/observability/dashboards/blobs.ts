import type { Board } from './board.ts';
import { m, OWN, own, quantile, rate } from './names.ts';
import { graph, number } from './panel.ts';

/** The bytes behind the digests: held, missing, fetched, served. */
export const blobs: Board = {
  name: 'blobs',
  title: 'Blobs',
  about: 'Content-addressed blobs: what is held, what is missing, and how peers answer.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'Store',
      panels: [
        number({
          title: 'Held',
          about: 'Blobs in the stores of the chosen validators.',
          queries: [[`sum(${m.blobsHeld}${own})`, 'blobs']],
        }),
        number({
          title: 'Missing',
          about: 'Blobs that the epoch names and a store lacks. GET /v1/blobs/wanted says which, and who was asked.',
          queries: [[`sum(${m.blobsMissing}${own})`, 'missing']],
          warnAt: 1,
        }),
        number({
          title: 'Certified and missing',
          about: 'The prior certificate pins them: the next epoch does not start without.',
          queries: [[`sum(${m.priorCertificateBlobsMissing}${own})`, 'missing']],
          warnAt: 1,
        }),
        number({
          title: 'Being fetched',
          about: 'Missing blobs that are asked for or queued.',
          queries: [[`sum(${m.blobFetchesInFlight}${own})`, 'under way']],
        }),
        graph({
          title: 'Missing by validator',
          about: 'Rises with announcements and falls as their bytes come in.',
          queries: [[`max by (validator) (${m.blobsMissing}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Size of announced blobs',
          about: 'Of the blobs that announcements name, as their bytes come in.',
          queries: [
            [quantile(0.5, m.announcementBlobBytes, OWN, []), 'median'],
            [quantile(0.99, m.announcementBlobBytes, OWN, []), '99th percentile'],
          ],
          unit: 'bytes',
        }),
        graph({
          title: 'Write and fsync',
          about: 'A blob counts as held once it is durable.',
          queries: [
            [quantile(0.5, m.blobWriteDuration, OWN, []), 'median'],
            [quantile(0.99, m.blobWriteDuration, OWN, []), '99th percentile'],
          ],
          unit: 's',
        }),
        graph({
          title: 'Memory cache',
          about: 'Blobs ready to be served; what does not fit is read from the disk.',
          queries: [[`max by (validator) (${m.blobStoreBytes}${own})`, '{{validator}}']],
          unit: 'bytes',
        }),
        graph({
          title: 'Evictions',
          about: 'Blobs that made room for others.',
          queries: [[rate(m.blobStoreEvictions, OWN, ['validator']), '{{validator}}']],
          unit: 'cps',
        }),
      ],
    },
    {
      title: 'Peers',
      panels: [
        graph({
          title: 'Fetches by result',
          about: 'hash_mismatch and decode_failed: a peer gave wrong bytes. transport_error: it did not answer.',
          queries: [[rate(m.blobFetch, OWN, ['result']), '{{result}}']],
          unit: 'cps',
          stacked: true,
        }),
        graph({
          title: 'Bytes between validators',
          about: 'Fetched from peers and served to them.',
          queries: [[rate(m.blobBytes, OWN, ['direction']), '{{direction}}']],
          unit: 'Bps',
        }),
        graph({
          title: 'Peers, 99th percentile',
          about: 'Until the whole answer is there, by what is asked for.',
          queries: [[quantile(0.99, m.peerRequestDuration, OWN, ['operation']), '{{operation}}']],
          unit: 's',
        }),
        graph({
          title: 'Requests to peers that failed',
          about: 'No answer, or one that is no use, by what was asked for.',
          queries: [
            [
              `sum by (validator, operation) (rate(${m.peerRequestDuration}_count{${OWN}, result="failed"}[$__rate_interval]))`,
              '{{validator}} {{operation}}',
            ],
          ],
          unit: 'reqps',
        }),
      ],
    },
  ],
};
