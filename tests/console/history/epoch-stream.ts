import type { AppendMessage, LogStore } from '@baton/log';
import {
  blake2b256,
  type Commit,
  type ConsensusTransactionKind,
  type Digest,
  type EpochContext,
  encodeCommitMarker,
  encodeEnvelope,
  type FreezeState,
  freezeFold,
  genesisDigest,
  type HandoffState,
  handoffFold,
  keyDigest,
  type Round,
  readMessage,
  SEQUENCER,
  signCommitMarker,
  signEnvelope,
  type TimestampMs,
} from '@baton/protocol';
import { type CastMember, digestFor, SEQUENCER_SEAT } from './cast.ts';

/**
 * Writes an epoch's stream as the sequencer would, and folds what it writes: what is written next follows from what the
 * protocol made of the epoch so far.
 */
export class EpochStream {
  readonly #store: LogStore;
  readonly #context: EpochContext;
  readonly #commitMs: number;
  #timestampMs: TimestampMs;
  #digest: Digest;
  #sequence = 0;
  #messages = 0;
  round: Round = 0;
  freeze: FreezeState;
  handoff: HandoffState;

  constructor(store: LogStore, context: EpochContext, clock: { startMs: TimestampMs; commitMs: number }) {
    this.#store = store;
    this.#context = context;
    this.#timestampMs = clock.startMs;
    this.#commitMs = clock.commitMs;
    this.#digest = genesisDigest(store.network, store.epoch);
    this.freeze = freezeFold.initial(context);
    this.handoff = handoffFold.initial(context);
  }

  message(author: CastMember | 'sequencer', body: ConsensusTransactionKind): AppendMessage {
    const { epoch } = this.#context;
    this.#messages += 1;
    const trace = digestFor(`trace of ${epoch} ${this.#messages}`);
    const transaction = { trackingId: trace.slice(0, 16), body };
    const [name, sign] = author === 'sequencer' ? [SEQUENCER, SEQUENCER_SEAT.sign] : [author.name, author.sign];
    return {
      bytes: encodeEnvelope(signEnvelope({ author: name, epoch, transaction }, sign)),
      kind: body.kind,
      author: name,
      keyDigest: keyDigest(transaction),
      trace: { traceparent: `00-${trace.slice(0, 32)}-${trace.slice(32, 48)}-01` },
    };
  }

  /** Appends one commit. */
  async commit(messages: readonly AppendMessage[] = []): Promise<void> {
    const { epoch } = this.#store;
    this.#timestampMs += this.#commitMs;
    const digests = messages.map(({ bytes }) => blake2b256(bytes));
    const marker = signCommitMarker(
      {
        epoch,
        round: this.round + 1,
        timestampMs: this.#timestampMs,
        prevDigest: this.#digest,
        messageDigests: digests,
      },
      SEQUENCER_SEAT.sign,
    );
    const outcome = await this.#store.append({
      messages,
      marker: encodeCommitMarker(marker),
      expectedLastSequence: this.#sequence,
    });
    if (outcome.outcome !== 'appended') throw new Error(`epoch ${epoch} cannot be written: ${outcome.reason}`);
    const first = this.#sequence + 1;
    const read = messages.map(({ bytes }, index) =>
      readMessage({ sequence: first + index, bytes, digest: digests[index] as Digest }, this.#context),
    );
    this.#sequence = outcome.lastSequence;
    this.#digest = marker.digest;
    this.round = marker.round;
    this.#fold({ ...marker, sequence: outcome.lastSequence, messages: read });
  }

  /** Empty commits until `reached`; the bound is far above what any grace asks for. */
  async tickUntil(reached: () => boolean): Promise<void> {
    for (let ticks = 0; !reached(); ticks += 1) {
      if (ticks > TICKS_MAX) throw new Error(`epoch ${this.#store.epoch} does not go on at round ${this.round}`);
      await this.commit();
    }
  }

  async seal(): Promise<void> {
    await this.#store.seal();
  }

  #fold(commit: Commit): void {
    this.freeze = freezeFold.applyCommit(this.freeze, commit).state;
    this.handoff = handoffFold.applyCommit(this.handoff, commit).state;
  }
}

const TICKS_MAX = 500;
