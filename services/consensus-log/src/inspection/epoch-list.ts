import type { Epoch } from '@baton/protocol';
import type { EpochInspection } from './epoch-inspection.ts';

export interface EpochView {
  epoch: Epoch;
  commits: number | null;
  messages: number | null;
  firstRound: number | null;
  head: { round: number; sequence: number; digest: string; timestampMs: number } | null;
  sealed: boolean;
  openedAtMs: number | null;
}

/** What an epoch's stream holds, by the server's own counts. null without a stream. */
export async function summarizeEpoch({ store, markers }: EpochInspection): Promise<EpochView | null> {
  const [description, counts, first, last] = await Promise.all([
    store.describe(),
    store.counts(),
    markers.atOrAfter(1),
    markers.last(),
  ]);
  if (description === null) return null;
  return {
    epoch: store.epoch,
    commits: counts?.commits ?? null,
    messages: counts && Object.values(counts.messages).reduce((sum, count) => sum + count, 0),
    firstRound: first?.marker.round ?? null,
    head: last && {
      round: last.marker.round,
      sequence: last.sequence,
      digest: last.marker.digest,
      timestampMs: last.marker.timestampMs,
    },
    sealed: description.sealed,
    openedAtMs: first?.marker.timestampMs ?? null,
  };
}
