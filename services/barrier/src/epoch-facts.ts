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

/** All that the read models say of entering an epoch. */
export interface EpochFacts {
  epoch: Epoch;
  epochDurationMs: number;
  members: AuthorityName[];
  /** Protocol version and committee of the epoch before; `unknown` until the chain view of it is there. */
  prior: { kind: 'none' } | { kind: 'unknown' } | { kind: 'known'; protocolVersion: number; committee: Committee };
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
    members: nextCommitteeNames(view.committee),
    prior: priorOf(epoch, options.firstEpoch, before),
    candidates,
    held: await readHeldOutputs(db),
    peers: peersOf([view, before], options.self),
    anchor,
  };
}

function priorOf(epoch: Epoch, firstEpoch: Epoch, before: EpochView | undefined): EpochFacts['prior'] {
  if (epoch <= firstEpoch) return { kind: 'none' };
  if (before === undefined) return { kind: 'unknown' };
  return { kind: 'known', protocolVersion: before.protocolVersion, committee: createCommittee(before.committee) };
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
