import type { Epoch } from '@baton/protocol';
import {
  type DirectMsgRequest,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  type StoredMsg,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { RangeQuery, RecordCounts, RecordRange } from '../ranges.ts';
import type { AppendOutcome, CommitAppend, LogStore, RecordChunk, StoredRecord, StreamDescription } from '../store.ts';
import { commitSubject, kindOfSubject, streamName, transactionSubject } from '../subjects.ts';
import { appendCommit } from './append.ts';
import { STREAM_OPTIONS, type StreamOptions, streamConfiguration } from './configuration.ts';
import { directRange, directRead } from './direct-read.ts';
import { AUTHOR_HEADER, KEY_HEADER, traceOf } from './headers.ts';
import { readRecords } from './reader.ts';

/** An epoch's stream on a JetStream server. */
export class JetStreamLogStore implements LogStore {
  readonly network: string;
  readonly epoch: Epoch;
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  readonly #options: StreamOptions;
  readonly #stream: string;

  constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    network: string,
    epoch: Epoch,
    options: StreamOptions,
  ) {
    this.network = network;
    this.epoch = epoch;
    this.#connection = connection;
    this.#manager = manager;
    this.#client = jetstream(connection);
    this.#options = options;
    this.#stream = streamName(network, epoch);
  }

  async describe(): Promise<StreamDescription | null> {
    return await orNull(JetStreamApiCodes.StreamNotFound, async () => toDescription(await this.#info()));
  }

  async create(): Promise<StreamDescription> {
    const existing = await this.describe();
    if (existing) return existing;
    return toDescription(await this.#manager.streams.add(streamConfiguration(this.network, this.epoch, this.#options)));
  }

  async append(commit: CommitAppend): Promise<AppendOutcome> {
    const subjects = {
      stream: this.#stream,
      commit: commitSubject(this.network, this.epoch),
      transaction: (kind: string) => transactionSubject(this.network, this.epoch, kind),
    };
    return await appendCommit(this.#client, subjects, commit);
  }

  async seal(): Promise<void> {
    const { config } = await this.#info();
    const sealed: StreamConfig = { ...config, sealed: true };
    if (!config.sealed) await this.#manager.streams.update(this.#stream, sealed);
  }

  records(options: { after: number; signal: AbortSignal }): AsyncIterable<RecordChunk> {
    const source = {
      connection: this.#connection,
      client: this.#client,
      stream: this.#stream,
      commitSubject: commitSubject(this.network, this.epoch),
      describe: () => this.describe(),
    };
    return readRecords(source, options);
  }

  async commitAtOrAfter(sequence: number): Promise<StoredRecord | null> {
    return await this.#lookUp({ seq: Math.max(1, sequence), next_by_subj: commitSubject(this.network, this.epoch) });
  }

  async lastCommit(): Promise<StoredRecord | null> {
    return await this.#lookUp({ last_by_subj: commitSubject(this.network, this.epoch) });
  }

  async recordAt(sequence: number): Promise<StoredRecord | null> {
    return sequence < 1 ? null : await this.#lookUp({ seq: sequence });
  }

  async range({ from, limit, only }: RangeQuery): Promise<RecordRange> {
    const subject = this.#subjectOf(only);
    const { messages, more } = await directRange(this.#manager, this.#stream, { from, limit, subject }, this.#exists);
    const records = messages.map((message) => ({
      ...this.#toRecord(message),
      labels: {
        kind: kindOfSubject(this.network, this.epoch, message.subject),
        author: message.header.get(AUTHOR_HEADER) || null,
        key: message.header.get(KEY_HEADER) || null,
      },
    }));
    return { records, more };
  }

  async counts(): Promise<RecordCounts | null> {
    const subjects_filter = '>';
    const info = await orNull(JetStreamApiCodes.StreamNotFound, () =>
      this.#manager.streams.info(this.#stream, { subjects_filter }),
    );
    if (info === null) return null;
    const { [commitSubject(this.network, this.epoch)]: commits = 0, ...others } = info.state.subjects ?? {};
    const messages: Record<string, number> = {};
    for (const [subject, count] of Object.entries(others)) {
      messages[kindOfSubject(this.network, this.epoch, subject) ?? subject] = count;
    }
    return { commits, messages };
  }

  #subjectOf(only: RangeQuery['only']): string | undefined {
    if (only === undefined) return undefined;
    if (only === 'commits') return commitSubject(this.network, this.epoch);
    return transactionSubject(this.network, this.epoch, only === 'messages' ? '*' : only.kind);
  }

  readonly #exists = async () => (await this.describe()) !== null;

  async #lookUp(query: DirectMsgRequest): Promise<StoredRecord | null> {
    const message = await directRead(this.#manager, this.#stream, query, this.#exists);
    return message && this.#toRecord(message);
  }

  #toRecord(message: StoredMsg): StoredRecord {
    return {
      sequence: message.seq,
      type: message.subject === commitSubject(this.network, this.epoch) ? 'commit' : 'transaction',
      bytes: new Uint8Array(message.data),
      trace: traceOf(message.header),
    };
  }

  #info(): Promise<StreamInfo> {
    return this.#manager.streams.info(this.#stream);
  }
}

/** Makes stores over one connection. `options` matter to the sequencer, which creates the streams. */
export async function jetStreamStores(
  connection: NatsConnection,
  network: string,
  options: Partial<StreamOptions> = {},
): Promise<(epoch: Epoch) => LogStore> {
  const manager = await jetstreamManager(connection);
  return (epoch) => new JetStreamLogStore(connection, manager, network, epoch, { ...STREAM_OPTIONS, ...options });
}

function toDescription(info: StreamInfo): StreamDescription {
  return { created: info.created, lastSequence: info.state.last_seq, sealed: info.config.sealed === true };
}

async function orNull<Value>(code: number, work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === code) return null;
    throw error;
  }
}
