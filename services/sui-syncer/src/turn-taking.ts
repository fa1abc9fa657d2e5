import type { AuthorityName, Epoch } from '@baton/protocol';
import type { ChainView } from '@baton/sui-client';

/** This member's place among those who may send an epoch's steps: 0 sends at once, the others in case it did not. Pure. */
export function placeOf(
  committee: ChainView['committee'],
  self: AuthorityName,
  epoch: Epoch,
): { place: number; members: number } | null {
  const members = committee.members.length;
  const seat = committee.members.findIndex((member) => member.name === self);
  return seat < 0 ? null : { place: (seat + epoch) % members, members };
}

/** Since when each step has been due here. A step that is no longer planned is forgotten, so this is as small as a plan. */
export class TurnTaking {
  readonly #stepMs: number;
  readonly #monotonicMs: () => number;
  #dueSince = new Map<string, number>();

  constructor(stepMs: number, monotonicMs: () => number) {
    this.#stepMs = stepMs;
    this.#monotonicMs = monotonicMs;
  }

  /** Takes note of what is due now. */
  planned(keys: readonly string[]): void {
    const now = this.#monotonicMs();
    this.#dueSince = new Map(keys.map((key) => [key, this.#dueSince.get(key) ?? now]));
  }

  /** Milliseconds until it is this member's turn; 0 when it is. */
  waitMs(key: string, place: number): number {
    const since = this.#dueSince.get(key) ?? this.#monotonicMs();
    return Math.max(0, since + place * this.#stepMs - this.#monotonicMs());
  }
}
