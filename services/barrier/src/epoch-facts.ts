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

/** Undefined while the chain view of the epoch is not there. */
export async function readEpochFacts(
  db: Connection,
  epoch: Epoch,
  options: { firstEpoch: Epoch; self: AuthorityName },
): Promise<EpochFacts | undefined> {
  const view = await chainQueries.epochView(db, epoch);
  if (view === undefined) return undefined;
  const before = await chainQueries.epochView(db, epoch - 1);
  const anchor = await barrierQueries.anchor(db, epoch);
  const minted = await handoffQueries.certificate(db, epoch - 1);
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
    held: await readHeldOutputs(db),
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

/** An output counts as held only while its bytes are in the store. */
async function readHeldOutputs(db: Connection): Promise<HeldNetworkKeyOutput[]> {
  const outputs = await blobsQueries.allHeldOutputs(db);
  const stored = await blobsQueries.blobsHeld(db, [...new Set(outputs.map((output) => output.digest))]);
  return outputs.filter((output) => stored.has(output.digest));
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
