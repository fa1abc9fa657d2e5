import { blake2b256, type CommitteeSnapshot, type Epoch } from '@baton/protocol';
import { type AssemblyRow, type ChainEpochRow, chainQueries, type Database, type EpochView } from '@baton/read-model';
import { notFound } from '@baton/service-runtime';
import type { Static } from 'typebox';
import { endOfPublishBlockers } from './end-of-publish.ts';
import { readOverlay } from './overlay.ts';
import type { RouteDependencies } from './routes.ts';
import type * as schemas from './schemas.ts';

export const unknownEpoch = () => notFound('CHAIN_EPOCH_UNKNOWN', 'This node has not seen the chain in this epoch');

export function describePresent({
  watch: { view, outage, observedAtMs },
  epochSwitch,
  blobReads,
}: RouteDependencies): Static<typeof schemas.present> {
  return {
    epoch: view?.epoch ?? null,
    protocolVersion: view?.protocolVersion ?? null,
    nextProtocolVersion: view?.nextProtocolVersion ?? null,
    lastCheckpoint: view?.lastCheckpoint ?? null,
    observedAt: observedAtMs === null ? null : new Date(observedAtMs).toISOString(),
    sessions: view && {
      locked: view.locked,
      target: view.userSessions.target,
      completed: view.userSessions.completed,
      nextSequenceNumber: view.userSessions.nextSequenceNumber,
    },
    endOfPublishBlockers: view ? endOfPublishBlockers(view) : [],
    submitter: epochSwitch !== null,
    hold: epochSwitch?.hold ?? null,
    outage,
    chainBlobReads: blobReads.counts(),
  };
}

type EpochSummary = Static<typeof schemas.epochList>['items'][number];
type AssemblyState = Pick<Static<typeof schemas.nextCommitteeKeys>, 'outcome' | 'reason'>;

export function describeEpochRow(row: ChainEpochRow): EpochSummary {
  const { committee, nextCommittee, assembly, observedAt, ...rest } = row;
  const now = committee.members.map(({ name }) => name);
  const next = nextCommittee?.members.map(({ name }) => name);
  return {
    ...rest,
    quorumThreshold: committee.quorumThreshold,
    members: committee.members.map(({ name, stake }) => ({ name, stake })),
    joining: next?.filter((name) => !now.includes(name)) ?? null,
    leaving: next ? now.filter((name) => !next.includes(name)) : null,
    assembly: assembly && { ...stateOf(assembly), final: assembly.final },
    observedAt: new Date(observedAt).toISOString(),
  };
}

const stateOf = ({ outcome, reason }: Pick<AssemblyRow, 'outcome' | 'reason'>): AssemblyState => ({
  outcome: outcome as AssemblyState['outcome'],
  reason: reason as AssemblyState['reason'],
});

export function describeEpochView(view: EpochView | undefined): Static<typeof schemas.epochView> {
  if (!view) throw unknownEpoch();
  return { ...view, observedAt: new Date(view.observedAt).toISOString() };
}

/** An epoch's committee, also before that epoch: the one before it names it. */
export async function committeeOf({ db }: Database, epoch: Epoch): Promise<CommitteeSnapshot> {
  const view = await chainQueries.epochView(db, epoch);
  if (view) return view.committee;
  const before = epoch > 0 ? await chainQueries.epochView(db, epoch - 1) : undefined;
  if (!before?.nextCommittee) throw unknownEpoch();
  return before.nextCommittee;
}

export async function describeNetworkKeys(
  { database: { db }, outputs }: RouteDependencies,
  epoch: Epoch,
): Promise<Static<typeof schemas.networkKeys>> {
  const keys = await readOverlay(db, epoch, outputs);
  const version = blake2b256(new TextEncoder().encode(JSON.stringify([epoch, keys])));
  return { epoch, version, keys };
}

export async function describeAssembly(
  { db }: Database,
  epoch: Epoch,
): Promise<Static<typeof schemas.nextCommitteeKeys>> {
  const row = await chainQueries.assembly(db, epoch);
  if (!row) return { epoch, outcome: 'pending', reason: null, missing: [], final: false, members: [] };
  return { ...row, ...stateOf(row) };
}
