import type { chainTables, MemberAddresses } from '@baton/read-model';
import type { ChainView, ValidatorAddress } from '@baton/sui-client';
import { endOfPublishBlockers } from './end-of-publish.ts';

type EpochViewRow = typeof chainTables.epochView.$inferInsert;
type NetworkKeyRow = typeof chainTables.networkKey.$inferInsert;

/** What the read model keeps of a view. Pure. */
export function epochViewRow(view: ChainView, observedAt: number): EpochViewRow {
  return {
    epoch: view.epoch,
    committee: view.committee,
    addresses: memberAddresses(view.addresses),
    protocolVersion: view.protocolVersion,
    epochStartMs: view.epochStartMs,
    epochDurationMs: view.epochDurationMs,
    previousCommittee: view.previousCommittee,
    nextCommittee: view.nextCommittee,
    nextAddresses: view.nextCommittee && memberAddresses(view.nextAddresses),
    endOfPublishReady: endOfPublishBlockers(view).length === 0,
    lockedSessions: view.locked,
    observedAt,
  };
}

export function networkKeyRows(view: ChainView): NetworkKeyRow[] {
  return view.networkKeys.map(({ keyId, dkgAtEpoch, state }) => ({
    epoch: view.epoch,
    keyId,
    dkgAtEpoch,
    state,
    currentEpoch: view.epoch,
  }));
}

/** A member whose address names no HTTP face can't be asked, so it has no entry. */
function memberAddresses(addresses: readonly ValidatorAddress[]): MemberAddresses {
  const reachable = addresses.flatMap(({ name, validatorId, peerUrl }) =>
    peerUrl === null ? [] : [[name, { validatorId, peerUrl }] as const],
  );
  return Object.fromEntries(reachable);
}
