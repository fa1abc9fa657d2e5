import { type LogStore, RANGE_RECORDS_MAX } from '@baton/log';
import type { Digest, Epoch, SequencedAt } from '@baton/protocol';
import type { EpochInspection } from './epoch-inspection.ts';
import { findMessage } from './message-list.ts';

export const KEY_SEARCH = {
  /** Epochs looked through for one question, newest first. */
  epochsMax: 8,
  /** Messages of one epoch looked through, from its first on. */
  messagesMax: 50_000,
  /** Keys of sealed epochs that are remembered, of all of them together. */
  rememberedMax: 200_000,
} as const;

type Places = ReadonlyMap<string, number>;

/** Finds keys in epochs that have ended: by the labels of their messages, then by what the message itself says. */
export class KeySearch {
  readonly #remembered = new Map<Epoch, Places>();

  async find(epoch: EpochInspection, key: Digest): Promise<SequencedAt | null> {
    const places = this.#remembered.get(epoch.store.epoch) ?? (await this.#look(epoch.store));
    const sequence = places.get(key);
    const found = sequence === undefined ? null : await findMessage(epoch, sequence);
    const placed = found?.view.keyDigest === key ? await epoch.commitOf(found.view.sequence) : null;
    return placed && { epoch: epoch.store.epoch, round: placed.marker.round, sequence: placed.sequence };
  }

  async #look(store: LogStore): Promise<Places> {
    const places = new Map<string, number>();
    let seen = 0;
    for (let from = 1, more = true; more && seen < KEY_SEARCH.messagesMax; ) {
      const range = await store.range({ from, limit: RANGE_RECORDS_MAX, only: 'messages' });
      for (const { sequence, labels } of range.records) {
        if (labels.key !== null && !places.has(labels.key)) places.set(labels.key, sequence);
      }
      seen += range.records.length;
      from = (range.records.at(-1)?.sequence ?? from) + 1;
      more = range.more;
    }
    if ((await store.describe())?.sealed) this.#remember(store.epoch, places);
    return places;
  }

  #remember(epoch: Epoch, places: Places): void {
    this.#remembered.set(epoch, places);
    let total = [...this.#remembered.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of this.#remembered) {
      if (total <= KEY_SEARCH.rememberedMax) break;
      this.#remembered.delete(oldest);
      total -= size;
    }
  }
}
