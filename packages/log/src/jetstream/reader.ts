import { type ConsumerMessages, DeliverPolicy, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { LogError } from '../errors.ts';
import { pause } from '../pause.ts';
import { StopError } from '../stop.ts';
import type { RecordChunk, StoredRecord, StreamDescription } from '../store.ts';
import { traceOf } from './headers.ts';

/** Messages asked from the server at a time, and most handed on at a time. */
const PULL_MESSAGES = 1_000;
/** A pull's life and the server's sign of life within it; two missed ones end the pull. */
const PULL_EXPIRES_MS = 10_000;
const IDLE_HEARTBEAT_MS = 1_000;
/** The server forgets a reader that is gone after this time. */
const CONSUMER_INACTIVE_NS = 30_000_000_000;
const RETRY_DELAY_MS = 250;
/** A reader that hears nothing for this long looks whether the stream goes on without it. */
const QUIET_MS = 2_000;

/** What the client tells when its consumer may have been replaced or lost: look at the stream itself again. */
const TROUBLE = new Set([
  'heartbeats_missed',
  'consumer_not_found',
  'consumer_deleted',
  'stream_not_found',
  'no_responders',
  'ordered_consumer_recreated',
  'reset',
]);

export interface ReaderSource {
  connection: NatsConnection;
  client: JetStreamClient;
  stream: string;
  commitSubject: string;
  describe(): Promise<StreamDescription | null>;
}

/** Reads records in order; see `LogStore.records` for its promises. docs/spec/log.md#reading */
export async function* readRecords(
  source: ReaderSource,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<RecordChunk> {
  let position = after;
  let created: string | null = null;
  while (!signal.aborted) {
    const description = await describeWhenReachable(source, signal);
    if (signal.aborted) return;
    created = checkIdentity(source.stream, description, created, position);
    try {
      for await (const records of consumeOnce(source, position + 1, signal)) {
        checkContiguous(source.stream, position, records.records);
        position += records.records.length;
        yield records;
      }
    } catch (error) {
      if (error instanceof StopError || source.connection.isClosed()) throw error;
    }
    if (!signal.aborted) await pause(RETRY_DELAY_MS, signal);
  }
}

/** Asks until the server answers: a cut connection heals by itself, only a closed one does not. */
async function describeWhenReachable(source: ReaderSource, signal: AbortSignal): Promise<StreamDescription | null> {
  while (!signal.aborted) {
    try {
      return await source.describe();
    } catch (cause) {
      if (source.connection.isClosed()) throw new LogError('LOG_UNAVAILABLE', 'the connection is closed', { cause });
      await pause(RETRY_DELAY_MS, signal);
    }
  }
  return null;
}

function checkIdentity(
  stream: string,
  description: StreamDescription | null,
  created: string | null,
  position: number,
): string {
  if (description === null && created === null) {
    throw new LogError('STREAM_MISSING', `stream ${stream} does not exist`);
  }
  const details = { stream, position, created, found: description };
  if (description === null || (created !== null && description.created !== created)) {
    throw new StopError('LOG_REPLACED', `stream ${stream} is not the one read before`, details);
  }
  if (description.lastSequence < position) {
    throw new StopError('LOG_REPLACED', `stream ${stream} is shorter than what was read from it`, details);
  }
  return description.created;
}

/** The stream's messages can't be deleted, so each one missing between two others is a loss. */
function checkContiguous(stream: string, position: number, records: readonly StoredRecord[]): void {
  let expected = position + 1;
  for (const { sequence } of records) {
    if (sequence !== expected) {
      const details = { stream, expected, found: sequence };
      throw new StopError('LOG_GAP', `stream ${stream} has no message at ${expected}, next is ${sequence}`, details);
    }
    expected += 1;
  }
}

/** One life of an ordered consumer: ends when the client reports trouble with it. */
async function* consumeOnce(source: ReaderSource, start: number, signal: AbortSignal): AsyncGenerator<RecordChunk> {
  const consumer = await source.client.consumers.get(source.stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: start,
    inactive_threshold: CONSUMER_INACTIVE_NS,
  });
  const messages = await consumer.consume({
    max_messages: PULL_MESSAGES,
    expires: PULL_EXPIRES_MS,
    idle_heartbeat: IDLE_HEARTBEAT_MS,
  });
  const stop = () => messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const watched = stopOnTrouble(messages);
  let next = start;
  const quiet = stopWhenLeftBehind(source, messages, () => next);
  try {
    let records: StoredRecord[] = [];
    for await (const message of messages) {
      next = message.seq + 1;
      records.push(toRecord(message, source.commitSubject));
      const headReached = message.info.pending === 0;
      // The client's queue holds signals of its own too: at the head nothing may ever come to drain it.
      const drained = headReached || messages.getPending() === 0;
      if (!drained && records.length < PULL_MESSAGES) continue;
      yield { records, headReached };
      records = [];
    }
  } finally {
    clearInterval(quiet);
    signal.removeEventListener('abort', stop);
    messages.stop();
    await watched;
  }
}

async function stopOnTrouble(messages: ConsumerMessages): Promise<void> {
  for await (const status of messages.status()) {
    if (TROUBLE.has(status.type)) messages.stop();
  }
}

/** After the loss of a leader a consumer may send heartbeats and nothing else, for as long as it is kept. */
function stopWhenLeftBehind(source: ReaderSource, messages: ConsumerMessages, next: () => number): NodeJS.Timeout {
  let looked: number | null = null;
  const look = async () => {
    const at = next();
    const quiet = at === looked;
    looked = at;
    if (!quiet || messages.getPending() > 0) return;
    // What cannot be told now is asked again after the next pause.
    const description = await source.describe().catch(() => null);
    if (description !== null && description.lastSequence >= at && next() === at) messages.stop();
  };
  return setInterval(() => void look(), QUIET_MS);
}

function toRecord(message: JsMsg, commitSubject: string): StoredRecord {
  return {
    sequence: message.seq,
    type: message.subject === commitSubject ? 'commit' : 'transaction',
    // A copy: the client's view keeps a whole network buffer alive, and is a Buffer at times.
    bytes: new Uint8Array(message.data),
    trace: traceOf(message.headers),
  };
}
