import type { AppendMessage, LogStore } from '@baton/log';
import {
  blake2b256,
  type ConsensusTransactionKind,
  type Digest,
  type Epoch,
  encodeCommitMarker,
  encodeEnvelope,
  genesisDigest,
  keyDigest,
  protocolConfiguration,
  type Round,
  SEQUENCER,
  signCommitMarker,
  signEnvelope,
} from '@baton/protocol';
import { committeeOf, type Member, SEQUENCER_SEAT } from './committee.ts';

export const GRACE = { mpcDataFreezeGraceRounds: 3, endOfPublishGraceRounds: 3 };
export const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

/** Writes one epoch's stream as the sequencer would. */
export class EpochWriter {
  readonly #store: LogStore;
  #round: Round = 0;
  #timestampMs = 1_000;
  #digest: Digest;
  #sequence = 0;

  constructor(store: LogStore) {
    this.#store = store;
    this.#digest = genesisDigest(store.network, store.epoch);
  }

  get round(): Round {
    return this.#round;
  }

  async open(prior: Digest | null): Promise<void> {
    await this.#store.create();
    const { network, epoch } = this.#store;
    await this.commit([
      this.message(SEQUENCER_SEAT, {
        kind: 'epoch_opened',
        record: {
          network,
          epoch,
          committee: committeeOf(epoch),
          configuration: protocolConfiguration(4, GRACE),
          previousProtocolVersion: prior === null ? null : 4,
          priorAttestationDigest: prior,
          sequencerKey: SEQUENCER_SEAT.consensusKey,
          lastDwalletCheckpoint: 11,
          lastSystemCheckpoint: 3,
        },
      }),
    ]);
  }

  async end(): Promise<void> {
    const { epoch } = this.#store;
    await this.commit([this.message(SEQUENCER_SEAT, { kind: 'epoch_ended', record: { epoch } })]);
    await this.#store.seal();
  }

  message(author: Member, body: ConsensusTransactionKind): AppendMessage {
    const name = author === SEQUENCER_SEAT ? SEQUENCER : author.name;
    const transaction = { trackingId: '00'.repeat(8), body };
    const envelope = signEnvelope({ author: name, epoch: this.#store.epoch as Epoch, transaction }, author.sign);
    return {
      bytes: encodeEnvelope(envelope),
      kind: body.kind,
      author: name,
      keyDigest: keyDigest(transaction),
      trace: { traceparent: TRACEPARENT },
    };
  }

  /** Appends one commit and gives its round. */
  async commit(messages: readonly AppendMessage[] = []): Promise<Round> {
    this.#timestampMs += 100;
    const marker = signCommitMarker(
      {
        epoch: this.#store.epoch,
        round: this.#round + 1,
        timestampMs: this.#timestampMs,
        prevDigest: this.#digest,
        messageDigests: messages.map(({ bytes }) => blake2b256(bytes)),
      },
      SEQUENCER_SEAT.sign,
    );
    const outcome = await this.#store.append({
      messages,
      marker: encodeCommitMarker(marker),
      expectedLastSequence: this.#sequence,
    });
    if (outcome.outcome !== 'appended') throw new Error(outcome.reason);
    this.#sequence = outcome.lastSequence;
    this.#digest = marker.digest;
    this.#round = marker.round;
    return marker.round;
  }
}
