import type { Epoch } from '@baton/protocol';
import {
  RANGE_RECORDS_MAX,
  type RangeQuery,
  type RangeRecord,
  type RecordCounts,
  type RecordRange,
} from '../ranges.ts';
import type {
  AppendMessage,
  AppendOutcome,
  CommitAppend,
  LogStore,
  RecordChunk,
  StoredRecord,
  StreamDescription,
} from '../store.ts';

/** Records handed out at a time, as a pull of the JetStream adapter would. */
const CHUNK_RECORDS = 1_000;

/** An epoch's stream in memory, with the JetStream adapter's behaviour: fence, seal, order. */
export class MemoryLogStore implements LogStore {
  readonly network: string;
  readonly epoch: Epoch;
  #created: string | null = null;
  #sealed = false;
  #records: RangeRecord[] = [];
  #change = Promise.withResolvers<void>();

  constructor(network: string, epoch: Epoch) {
    this.network = network;
    this.epoch = epoch;
  }

  async describe(): Promise<StreamDescription | null> {
    return this.#created === null
      ? null
      : { created: this.#created, lastSequence: this.#records.length, sealed: this.#sealed };
  }

  async create(): Promise<StreamDescription> {
    this.#created ??= `memory-${this.network}-${this.epoch}`;
    return { created: this.#created, lastSequence: this.#records.length, sealed: this.#sealed };
  }

  async append(commit: CommitAppend): Promise<AppendOutcome> {
    if (this.#created === null || this.#sealed) return refused('the stream is sealed or absent');
    if (commit.expectedLastSequence !== this.#records.length) return refused('wrong last sequence');
    for (const message of commit.messages) this.#store('transaction', message.bytes, message.trace, message);
    this.#store('commit', commit.marker, {});
    this.#wake();
    return { outcome: 'appended', lastSequence: this.#records.length };
  }

  /** Stores one message outside any commit, as a torn batch would leave it. */
  appendStray(bytes: Uint8Array, type: StoredRecord['type'] = 'transaction'): void {
    this.#store(type, bytes, {});
    this.#wake();
  }

  async seal(): Promise<void> {
    this.#sealed = true;
  }

  async *records({ after, signal }: { after: number; signal: AbortSignal }): AsyncGenerator<RecordChunk> {
    let position = after;
    const aborted = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => aborted.resolve(), { once: true });
    while (!signal.aborted) {
      const records = this.#records.slice(position, position + CHUNK_RECORDS);
      position += records.length;
      if (records.length > 0) yield { records, headReached: position === this.#records.length };
      else await Promise.race([this.#change.promise, aborted.promise]);
    }
  }

  async commitAtOrAfter(sequence: number): Promise<StoredRecord | null> {
    return this.#records.slice(Math.max(0, sequence - 1)).find((record) => record.type === 'commit') ?? null;
  }

  async lastCommit(): Promise<StoredRecord | null> {
    return this.#records.findLast((record) => record.type === 'commit') ?? null;
  }

  async recordAt(sequence: number): Promise<StoredRecord | null> {
    return this.#records[sequence - 1] ?? null;
  }

  async range({ from, limit, only }: RangeQuery): Promise<RecordRange> {
    const matching = this.#records.slice(Math.max(0, from - 1)).filter((record) => matches(record, only));
    const count = Math.min(limit, RANGE_RECORDS_MAX);
    return { records: matching.slice(0, count), more: matching.length > count };
  }

  async counts(): Promise<RecordCounts | null> {
    if (this.#created === null) return null;
    const messages: Record<string, number> = {};
    for (const { kind } of this.#records.map(({ labels }) => labels)) {
      if (kind !== null) messages[kind] = (messages[kind] ?? 0) + 1;
    }
    return { commits: this.#records.filter(({ type }) => type === 'commit').length, messages };
  }

  #store(
    type: StoredRecord['type'],
    bytes: Uint8Array,
    trace: StoredRecord['trace'],
    told: AppendMessage | null = null,
  ): void {
    const kind = type === 'commit' ? null : (told?.kind ?? 'stray');
    const labels = { kind, author: told?.author ?? null, key: told?.keyDigest ?? null };
    this.#records.push({ sequence: this.#records.length + 1, type, bytes, trace, labels });
  }

  #wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}

function refused(reason: string): AppendOutcome {
  return { outcome: 'not-appended', reason, cause: undefined };
}

function matches({ type, labels }: RangeRecord, only: RangeQuery['only']): boolean {
  if (only === undefined) return true;
  if (only === 'commits') return type === 'commit';
  return type === 'transaction' && (only === 'messages' || labels.kind === only.kind);
}
