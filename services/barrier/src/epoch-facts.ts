import {
  type AuthorityName,
  type Committee,
  createCommittee,
  type Epoch,
  fromHex,
  type HeldNetworkKeyOutput,
  nextCommitteeNames,
} from '@baton/protocol';
import {
  type AnchorRow,
  barrierQueries,
  blobsQueries,
  type Connection,
  chainQueries,
  type EpochView,
  handoffQueries,
  type Interests,
} from '@baton/read-model';

export interface Peer {
  name: AuthorityName;
  url: string;
}

/**
 * The epoch before: `recorded` when this node saw it, `from_chain` when it did not and the chain names its committee, then
 * with the keys that its members have now, `unknown` when neither does.
 */
export type Prior =
  | { kind: 'none' }
  | { kind: 'unknown' }
  | { kind: 'recorded'; protocolVersion: number; committee: Committee }
  | { kind: 'from_chain'; committee: Committee };

/** All that the read models say of entering an epoch. */
export interface EpochFacts {
  epoch: Epoch;
  epochDurationMs: number;
  protocolVersion: number;
  members: AuthorityName[];
  /** Whether this node is one of them; the barrier is nothing to anybody else. */
  seated: boolean;
  prior: Prior;
  /** Certificates held by this node, in order of preference. */
  candidates: { source: 'anchor' | 'handoff'; encoded: Uint8Array }[];
  held: HeldNetworkKeyOutput[];
  /** Everyone of this epoch and of the one before, but this node. */
  peers: Peer[];
  anchor: AnchorRow | undefined;
}

/** The tables that `readEpochFacts` reads, but for the anchor, which the barrier alone writes. */
export const FACTS_TABLES = {
  chain: ['epoch_view'],
  handoff: ['certificate'],
  blobs: ['blob', 'network_key_output'],
} as const satisfies Interests;

/** Undefined while the chain view of the epoch is not there. */
export async function readEpochFacts(
  db: Connection,
  epoch: Epoch,
  options: { firstEpoch: Epoch; self: AuthorityName },
): Promise<EpochFacts | undefined> {
  const [view, before, anchor, minted, held] = await Promise.all([
    chainQueries.epochView(db, epoch),
    chainQueries.epochView(db, epoch - 1),
    barrierQueries.anchor(db, epoch),
    handoffQueries.certificate(db, epoch - 1),
    blobsQueries.storedOutputs(db),
  ]);
  if (view === undefined) return undefined;
  const candidates: EpochFacts['candidates'] = [];
  if (anchor?.certificate) candidates.push({ source: 'anchor', encoded: fromHex(anchor.certificate) });
  if (minted) candidates.push({ source: 'handoff', encoded: fromHex(minted.encoded) });
  return {
    epoch,
    epochDurationMs: view.epochDurationMs,
    protocolVersion: view.protocolVersion,
    members: nextCommitteeNames(view.committee),
    seated: view.committee.members.some((member) => member.name === options.self),
    prior: epoch <= options.firstEpoch ? { kind: 'none' } : priorOf(view, before),
    candidates,
    held,
    peers: peersOf([view, before], options.self),
    anchor,
  };
}

function priorOf({ epoch, previousCommittee }: EpochView, before: EpochView | undefined): Prior {
  if (before !== undefined) {
    return { kind: 'recorded', protocolVersion: before.protocolVersion, committee: createCommittee(before.committee) };
  }
  if (previousCommittee?.epoch !== epoch - 1) return { kind: 'unknown' };
  return { kind: 'from_chain', committee: createCommittee(previousCommittee) };
}

function peersOf(views: readonly (EpochView | undefined)[], self: AuthorityName): Peer[] {
  const peers = new Map<AuthorityName, Peer>();
  for (const view of views) {
    for (const [key, { peerUrl }] of Object.entries(view?.addresses ?? {})) {
      const name = key as AuthorityName;
      if (name !== self && !peers.has(name)) peers.set(name, { name, url: peerUrl });
    }
  }
  return [...peers.values()];
}
