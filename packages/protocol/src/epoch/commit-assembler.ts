import { checkEnvelope, type EnvelopeRules } from '../admission/check-envelope.ts';
import { type CommitMarker, decodeCommitMarker, MAX_COMMIT_TRANSACTIONS, verifyCommitMarker } from '../commit.ts';
import { createCommittee } from '../committee.ts';
import { blake2b256 } from '../crypto/index.ts';
import { commitDigest, genesisDigest } from '../digest-chain.ts';
import { decodeEnvelope, type Envelope } from '../envelope.ts';
import { ProtocolError } from '../errors.ts';
import type { ConsensusKey, Digest, Epoch, Round, TimestampMs } from '../identifiers.ts';
import type { EpochOpened } from '../messages/index.ts';
import type { Commit, SequencedMessage } from './commit.ts';
import { readMessage } from './read-message.ts';

/** One message of an epoch's stream; `commit` for those on the commit subject. */
export interface StreamMessage {
  sequence: number;
  subject: 'tx' | 'commit';
  bytes: Uint8Array;
}

export interface AssemblerOptions {
  network: string;
  epoch: Epoch;
  /** The key that this node pins as the sequencer's. */
  sequencerKey: ConsensusKey;
}

export type AssemblyStep =
  /** Held until its marker comes. */
  | { type: 'pending' }
  /** A commit; `strays` messages before it belong to none and were skipped. */
  | { type: 'commit'; commit: Commit; strays: number }
  /** Something on the commit subject that the sequencer did not sign; skipped, with what was pending before it. */
  | { type: 'foreign_marker'; sequence: number; strays: number }
  /** Anything after the epoch's end. */
  | { type: 'after_end'; sequence: number };

interface Pending {
  sequence: number;
  bytes: Uint8Array;
  digest: Digest;
}

interface Head {
  round: Round;
  timestampMs: TimestampMs;
  digest: Digest;
}

/**
 * The reader's rule: fold only at a marker, over exactly the `txCount` messages before it whose digest matches; skip
 * what else lies there. Push every message of the stream in order. Rule: docs/spec/wire.md#digest-chain.
 *
 * Throws `DIGEST_MISMATCH` (the chain or a commit's content differs from what was signed), `COMMIT_OUT_OF_ORDER`
 * (epoch, round or time runs against the order) and `EPOCH_NOT_OPENED` (the first commit does not open this epoch).
 * `UNSUPPORTED_PROTOCOL_VERSION` and the codes of `createCommittee` may come from the opening record.
 * After a throw the assembler must not be used again.
 */
export class CommitAssembler {
  readonly #options: AssemblerOptions;
  readonly #genesis: Digest;
  #pending: Pending[] = [];
  #droppedPending = 0;
  #head: Head | null = null;
  #opened: EpochOpened | null = null;
  #rules: EnvelopeRules | null = null;
  #ended = false;

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#genesis = genesisDigest(options.network, options.epoch);
  }

  /** The record that opened the epoch; null before the first commit. */
  get opened(): EpochOpened | null {
    return this.#opened;
  }

  /** True after the commit that holds `epoch_ended`. */
  get ended(): boolean {
    return this.#ended;
  }

  push({ sequence, subject, bytes }: StreamMessage): AssemblyStep {
    if (this.#ended) return { type: 'after_end', sequence };
    if (subject === 'tx') {
      this.#pending.push({ sequence, bytes, digest: blake2b256(bytes) });
      if (this.#pending.length > MAX_COMMIT_TRANSACTIONS) {
        this.#pending.shift();
        this.#droppedPending++;
      }
      return { type: 'pending' };
    }
    const pending = this.#pending;
    const dropped = this.#droppedPending;
    this.#pending = [];
    this.#droppedPending = 0;
    const marker = this.#readMarker(bytes);
    if (marker === null) return { type: 'foreign_marker', sequence, strays: dropped + pending.length };
    return this.#commit(marker, sequence, pending, dropped);
  }

  #readMarker(bytes: Uint8Array): CommitMarker | null {
    try {
      const marker = decodeCommitMarker(bytes);
      return verifyCommitMarker(marker, this.#options.sequencerKey) ? marker : null;
    } catch (error) {
      if (error instanceof ProtocolError) return null;
      throw error;
    }
  }

  #commit(marker: CommitMarker, sequence: number, pending: Pending[], dropped: number): AssemblyStep {
    this.#requireOrder(marker, sequence);
    const first = pending.length - marker.txCount;
    const own = pending.slice(Math.max(first, 0));
    const { epoch, round, timestampMs, prevDigest, digest } = marker;
    const computed = commitDigest({ prevDigest, round, timestampMs, messageDigests: own.map((held) => held.digest) });
    if (first < 0 || computed !== digest) {
      throw new ProtocolError('DIGEST_MISMATCH', 'the messages before the marker are not those that were signed', {
        sequence,
        round,
        txCount: marker.txCount,
        found: pending.length,
      });
    }
    if (this.#rules === null) this.#open(own[0], sequence);
    const messages = own.map((held, index) => this.#read(held, this.#head === null && index === 0));
    this.#head = { round, timestampMs, digest };
    this.#ended = messages.some(({ envelope }) => envelope?.transaction.body.kind === 'epoch_ended');
    const commit = { epoch, round, timestampMs, sequence, prevDigest, digest, messages };
    return { type: 'commit', commit, strays: dropped + Math.max(first, 0) };
  }

  #requireOrder(marker: CommitMarker, sequence: number): void {
    const head = this.#head;
    if (marker.prevDigest !== (head?.digest ?? this.#genesis)) {
      throw new ProtocolError('DIGEST_MISMATCH', 'the commit does not follow the one before it', {
        sequence,
        round: marker.round,
        prevDigest: marker.prevDigest,
        expected: head?.digest ?? this.#genesis,
      });
    }
    const backwards = head !== null && (marker.round <= head.round || marker.timestampMs < head.timestampMs);
    if (marker.epoch !== this.#options.epoch || backwards) {
      throw new ProtocolError('COMMIT_OUT_OF_ORDER', 'epoch, round or time runs against the order', {
        sequence,
        epoch: marker.epoch,
        round: marker.round,
        timestampMs: marker.timestampMs,
        head,
      });
    }
  }

  #open(first: Pending | undefined, sequence: number): void {
    const { network, epoch, sequencerKey } = this.#options;
    const envelope = first === undefined ? null : decodeFirst(first.bytes, sequence);
    const body = envelope?.transaction.body;
    if (envelope === null || body?.kind !== 'epoch_opened') {
      throw new ProtocolError('EPOCH_NOT_OPENED', 'the first commit does not begin with epoch_opened', { sequence });
    }
    const { configuration, committee } = body.record;
    const rules = { network, epoch, sequencerKey, configuration, committee: createCommittee(committee) };
    const refused = checkEnvelope(envelope, rules);
    if (refused !== null || body.record.sequencerKey !== sequencerKey) {
      throw new ProtocolError('EPOCH_NOT_OPENED', refused?.detail ?? 'the record names another sequencer key', {
        sequence,
        code: refused?.code,
      });
    }
    this.#opened = body.record;
    this.#rules = rules;
  }

  #read(held: Pending, opens: boolean): SequencedMessage {
    const message = readMessage(held, this.#rules as EnvelopeRules);
    const reopens = !opens && message.envelope?.transaction.body.kind === 'epoch_opened';
    return reopens ? { ...message, envelope: null, dropped: 'DUPLICATE' } : message;
  }
}

/** A version of the protocol that this software does not know is told as such. */
function decodeFirst(bytes: Uint8Array, sequence: number): Envelope {
  try {
    return decodeEnvelope(bytes);
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code === 'UNSUPPORTED_PROTOCOL_VERSION') throw error;
    throw new ProtocolError('EPOCH_NOT_OPENED', 'the first message of the stream is undecodable', { sequence }, error);
  }
}
