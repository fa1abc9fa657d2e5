import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import pRetry from 'p-retry';
import { LogError } from './errors.ts';
import type { LogStore } from './store.ts';

const FIRST_RETRY_MS = 100;
const RETRY_MS_MAX = 2_000;
/** What a cluster says while it has no leader. */
const UNAVAILABLE = 503;

/**
 * The same stream for a service that runs on: what the servers do not answer, because they are away or elect a leader,
 * is asked again until they do, or until the signal aborts. Appends and lookups of ranges fail as they did: who appends
 * has to read first what became of it, and who looks something up does not wait.
 */
export function patientStore(store: LogStore, signal: AbortSignal): LogStore {
  const answered = <Value>(ask: () => Promise<Value>): Promise<Value> =>
    pRetry(ask, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: FIRST_RETRY_MS,
      maxTimeout: RETRY_MS_MAX,
      signal,
      shouldRetry: ({ error }) => isUnanswered(error),
    });
  return {
    network: store.network,
    epoch: store.epoch,
    describe: () => answered(() => store.describe()),
    create: () => answered(() => store.create()),
    append: (commit) => store.append(commit),
    seal: () => answered(() => store.seal()),
    records: (options) => store.records(options),
    commitAtOrAfter: (sequence) => answered(() => store.commitAtOrAfter(sequence)),
    lastCommit: () => answered(() => store.lastCommit()),
    recordAt: (sequence) => answered(() => store.recordAt(sequence)),
    range: (query) => store.range(query),
    counts: () => store.counts(),
  };
}

/** No verdict of the server: it may give one when it is asked again. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof LogError) return error.code === 'LOG_UNAVAILABLE';
  if (error instanceof JetStreamApiError) return error.status === UNAVAILABLE;
  // Where nobody listens for a JetStream request, its error is the cause of another.
  const { cause } = error as { cause?: unknown };
  return error instanceof errors.TimeoutError || [error, cause].some(isUnheard);
}

const isUnheard = (error: unknown): boolean => error instanceof errors.RequestError && error.isNoResponders();
