import type { LogStore, StoredRecord } from '@baton/log';
import {
  blake2b256,
  type ConsensusKey,
  commitDigest,
  createCommittee,
  decodeEnvelope,
  type EnvelopeRules,
} from '@baton/protocol';
import { MarkerFinder, type PlacedMarker } from './markers.ts';
import { InspectionProblem } from './problem.ts';

/** What readers of an epoch's messages hold them against, and where the record stands that says so. */
export interface OpenedRules extends EnvelopeRules {
  openedAt: number;
}

/** One epoch's stream, looked at here and there instead of followed from its beginning. */
export class EpochInspection {
  readonly store: LogStore;
  readonly markers: MarkerFinder;
  readonly #sequencerKey: ConsensusKey;
  #rules: OpenedRules | null = null;
  #nearest: PlacedMarker | null = null;

  constructor(store: LogStore, sequencerKey: ConsensusKey) {
    this.store = store;
    this.markers = new MarkerFinder(store, sequencerKey);
    this.#sequencerKey = sequencerKey;
  }

  /** null before the first commit. */
  async rules(): Promise<OpenedRules | null> {
    this.#rules ??= await this.#readRules();
    return this.#rules;
  }

  /** The commit that covers the message at `sequence`; null for one that no commit covers. Quick for neighbours. */
  async commitOf(sequence: number): Promise<PlacedMarker | null> {
    if (!this.#nearest || !covers(this.#nearest, sequence)) {
      this.#nearest = await this.markers.atOrAfter(sequence + 1);
    }
    return this.#nearest && covers(this.#nearest, sequence) ? this.#nearest : null;
  }

  /** A commit's messages, which are those that the sequencer signed for. Throws DIGEST_MISMATCH if they are not. */
  async messagesOf({ sequence, marker }: PlacedMarker): Promise<StoredRecord[]> {
    const messages: StoredRecord[] = [];
    while (messages.length < marker.txCount) {
      const from = sequence - marker.txCount + messages.length;
      const { records } = await this.store.range({ from, limit: marker.txCount - messages.length });
      if (records.length === 0) break;
      messages.push(...records);
    }
    const messageDigests = messages.map(({ bytes }) => blake2b256(bytes));
    if (commitDigest({ ...marker, messageDigests }) === marker.digest) return messages;
    const place = `round ${marker.round} of epoch ${marker.epoch}`;
    const advice = `"baton log verify ${marker.epoch}" tells more`;
    throw new InspectionProblem(
      'DIGEST_MISMATCH',
      `the messages of ${place} are not those that were signed; ${advice}`,
    );
  }

  async #readRules(): Promise<OpenedRules | null> {
    const first = await this.markers.atOrAfter(1);
    const [opening] = first ? await this.messagesOf(first) : [];
    const body = opening && decodeEnvelope(opening.bytes).transaction.body;
    if (body?.kind !== 'epoch_opened') return null;
    const { network, epoch, configuration, committee } = body.record;
    const rules = { network, epoch, configuration, committee: createCommittee(committee) };
    return { ...rules, sequencerKey: this.#sequencerKey, openedAt: opening?.sequence ?? 0 };
  }
}

const covers = ({ sequence, marker }: PlacedMarker, place: number) =>
  place < sequence && place >= sequence - marker.txCount;
