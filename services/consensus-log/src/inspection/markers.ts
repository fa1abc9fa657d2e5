import type { LogStore, StoredRecord } from '@baton/log';
import {
  type CommitMarker,
  type ConsensusKey,
  decodeCommitMarker,
  type Epoch,
  ProtocolError,
  type Round,
  verifyCommitMarker,
} from '@baton/protocol';

/** A commit marker that the sequencer signed, at its place in the stream. */
export interface PlacedMarker {
  sequence: number;
  marker: CommitMarker;
}

/** Records on the commit subject that the sequencer did not sign, skipped in a row at most. */
const FOREIGN_MARKERS_MAX = 64;

/** Finds commits in an epoch's stream as readers see them: what the sequencer did not sign is no commit. */
export class MarkerFinder {
  readonly #store: LogStore;
  readonly #sequencerKey: ConsensusKey;

  constructor(store: LogStore, sequencerKey: ConsensusKey) {
    this.#store = store;
    this.#sequencerKey = sequencerKey;
  }

  /** null for a record that is no commit of this epoch. */
  read({ sequence, type, bytes }: StoredRecord): PlacedMarker | null {
    const marker = type === 'commit' ? decoded(bytes, this.#store.epoch) : null;
    return marker && verifyCommitMarker(marker, this.#sequencerKey) ? { sequence, marker } : null;
  }

  /** The first commit whose marker is at or past `sequence`. */
  async atOrAfter(sequence: number): Promise<PlacedMarker | null> {
    let next = sequence;
    for (let skipped = 0; skipped <= FOREIGN_MARKERS_MAX; skipped += 1) {
      const record = await this.#store.commitAtOrAfter(next);
      if (record === null) return null;
      const marker = this.read(record);
      if (marker) return marker;
      next = record.sequence + 1;
    }
    return null;
  }

  async last(): Promise<PlacedMarker | null> {
    const record = await this.#store.lastCommit();
    return record && this.read(record);
  }

  /** The first commit of this round or a later one: rounds grow along the stream, so it is found by halving. */
  async ofRoundOrLater(round: Round): Promise<PlacedMarker | null> {
    let low = 1;
    let high = (await this.#store.describe())?.lastSequence ?? 0;
    let found: PlacedMarker | null = null;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const marker = await this.atOrAfter(middle);
      if (marker && marker.marker.round < round) low = marker.sequence + 1;
      else {
        found = marker ?? found;
        high = middle - 1;
      }
    }
    return found;
  }
}

function decoded(bytes: Uint8Array, epoch: Epoch): CommitMarker | null {
  try {
    const marker = decodeCommitMarker(bytes);
    return marker.epoch === epoch ? marker : null;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
