import { setTimeout as delay } from 'node:timers/promises';
import { type DirectMsgRequest, JetStreamError, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { LogError } from '../errors.ts';
import { RANGE_BYTES_MAX, RANGE_RECORDS_MAX, type RangeQuery } from '../ranges.ts';

/** A stream answers direct reads a moment after it can be described: when it is new, or its server is. */
const TRIES = 20;
const PAUSE_MS = 50;

/** Statuses of a direct read. */
const NO_MESSAGE = 404;
const NO_RESPONDERS = 503;

type Direct = Pick<JetStreamManager, 'direct'>;

/**
 * One message of a stream; null where there is none, or no stream. Rejects with LogError LOG_UNAVAILABLE when a stream
 * that exists does not answer.
 */
export function directRead(
  manager: Direct,
  stream: string,
  query: DirectMsgRequest,
  exists: () => Promise<boolean>,
): Promise<StoredMsg | null> {
  return whenAnswered(stream, exists, () => manager.direct.getMessage(stream, query));
}

/** As `directRead`, for the next messages of a subject (of all without one), and whether further ones follow. */
export async function directRange(
  manager: Direct,
  stream: string,
  { from, limit, subject }: Omit<RangeQuery, 'only'> & { subject: string | undefined },
  exists: () => Promise<boolean>,
): Promise<{ messages: readonly StoredMsg[]; more: boolean }> {
  const query = {
    seq: Math.max(1, from),
    batch: Math.min(limit, RANGE_RECORDS_MAX),
    max_bytes: RANGE_BYTES_MAX,
    ...(subject === undefined ? {} : { next_by_subj: subject }),
  };
  const messages = (await whenAnswered(stream, exists, () => readBatch(manager, stream, query))) ?? [];
  return { messages, more: (messages.at(-1)?.pending ?? 0) > 0 };
}

async function readBatch(
  manager: Direct,
  stream: string,
  query: Parameters<Direct['direct']['getBatch']>[1],
): Promise<StoredMsg[]> {
  const messages: StoredMsg[] = [];
  try {
    for await (const message of await manager.direct.getBatch(stream, query)) messages.push(message);
  } catch (error) {
    if (!hasStatus(error, NO_MESSAGE)) throw error;
  }
  return messages;
}

async function whenAnswered<Value>(
  stream: string,
  exists: () => Promise<boolean>,
  read: () => Promise<Value>,
): Promise<Value | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (cause) {
      if (!isUnanswered(cause)) throw cause;
      if (!(await exists())) return null;
      if (tries === TRIES) throw new LogError('LOG_UNAVAILABLE', `nobody answers reads of ${stream}`, { cause });
      await delay(PAUSE_MS);
    }
  }
}

const isUnanswered = (error: unknown): boolean =>
  (error instanceof errors.RequestError && error.isNoResponders()) || hasStatus(error, NO_RESPONDERS);

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof JetStreamError && 'code' in error && error.code === status;
