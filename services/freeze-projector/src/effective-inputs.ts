import {
  type CommitteeSnapshot,
  computeEffectiveReconfigInputSet,
  type Epoch,
  type ValidatedPeer,
} from '@baton/protocol';
import { type Connection, chainQueries, freezeQueries } from '@baton/read-model';

export const INPUTS_WAIT = ['freeze', 'next_committee'] as const;

/** What reconfiguration takes; nothing of it changes once nothing is waited for. */
export interface EffectiveInputs {
  waitingFor: (typeof INPUTS_WAIT)[number] | null;
  inputs: ValidatedPeer[];
}

export interface EffectiveInputFacts {
  frozen: readonly ValidatedPeer[];
  committee: CommitteeSnapshot;
  /** as the log of the epoch recorded it, which is final */
  nextCommittee: CommitteeSnapshot | null;
}

/** Empty until both the freeze and the next committee are in the log. docs/spec/freeze.md#effective-input-set */
export function effectiveInputs({ frozen, committee, nextCommittee }: EffectiveInputFacts): EffectiveInputs {
  if (frozen.length === 0) return { waitingFor: 'freeze', inputs: [] };
  if (nextCommittee === null) return { waitingFor: 'next_committee', inputs: [] };
  const inputs = computeEffectiveReconfigInputSet({
    frozen,
    currentMembers: committee.members.map(({ name }) => name),
    nextMembers: nextCommittee.members.map(({ name }) => name),
  });
  return { waitingFor: null, inputs };
}

/** Undefined where this node did not see the chain in the epoch. Of the rest, a row that is there stays as it is. */
export async function readEffectiveInputs(db: Connection, epoch: Epoch): Promise<EffectiveInputs | undefined> {
  const [view, frozen, next] = await Promise.all([
    chainQueries.epochView(db, epoch),
    freezeQueries.frozen(db, epoch),
    freezeQueries.recordedNextCommittee(db, epoch),
  ]);
  return view && effectiveInputs({ frozen, committee: view.committee, nextCommittee: next?.committee ?? null });
}
