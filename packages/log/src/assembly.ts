import {
  type AssemblerOptions,
  type Commit,
  CommitAssembler,
  type Digest,
  type EpochOpened,
  ProtocolError,
  type Round,
} from '@baton/protocol';
import { StopError } from './stop.ts';
import type { StoredRecord } from './store.ts';
import type { TraceCarrier } from './trace.ts';

/** Where a reader stands: behind this commit. `sequence` is its marker's. */
export interface StreamPosition {
  sequence: number;
  round: Round;
  digest: Digest;
}

/** A verified commit with the trace context that each of its messages travelled with; folds never read the latter. */
export interface DeliveredCommit extends Commit {
  trace: readonly TraceCarrier[];
}

/** Turns a stream's records into verified commits by the protocol's rule. docs/spec/log.md#reading */
export class CommitAssembly {
  /** Messages that belong to no commit, skipped so far. */
  strays = 0;
  position: StreamPosition | null = null;
  readonly #assembler: CommitAssembler;
  #traces: TraceCarrier[] = [];

  constructor(options: AssemblerOptions) {
    this.#assembler = new CommitAssembler(options);
  }

  get opened(): EpochOpened | null {
    return this.#assembler.opened;
  }

  get ended(): boolean {
    return this.#assembler.ended;
  }

  /** Throws StopError DIGEST_MISMATCH when the stream contradicts what was signed; unusable from then on. */
  push(record: StoredRecord): DeliveredCommit | null {
    const step = this.#step(record);
    switch (step.type) {
      case 'pending':
        this.#traces.push(record.trace);
        return null;
      case 'after_end':
        this.strays += 1;
        return null;
      case 'foreign_marker':
        this.strays += step.strays + 1;
        this.#traces = [];
        return null;
      case 'commit':
        return this.#deliver(step.commit, step.strays);
    }
  }

  #deliver(commit: Commit, strays: number): DeliveredCommit {
    const trace = commit.messages.length === 0 ? [] : this.#traces.slice(-commit.messages.length);
    this.#traces = [];
    this.strays += strays;
    this.position = { sequence: commit.sequence, round: commit.round, digest: commit.digest };
    return { ...commit, trace };
  }

  #step({ sequence, type, bytes }: StoredRecord) {
    try {
      return this.#assembler.push({ sequence, subject: type === 'commit' ? 'commit' : 'tx', bytes });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new StopError(
        'DIGEST_MISMATCH',
        `${error.message} (at ${sequence})`,
        { ...error.details, sequence, reason: error.code, position: this.position },
        { cause: error },
      );
    }
  }
}
