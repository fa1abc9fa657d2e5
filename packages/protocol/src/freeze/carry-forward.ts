import type { Committee } from '../committee.ts';
import { type AuthorityName, compareHex, type Digest, type Stake } from '../identifiers.ts';
import type { CertifiedHandoffAttestation, ValidatedPeer } from '../messages/index.ts';
import type { FreezePartition } from './partition.ts';

/** One member of the epoch's frozen set: agreed by a quorum now, or carried from the prior certificate. */
export interface FrozenPeer {
  name: AuthorityName;
  digest: Digest;
  source: 'quorum' | 'carried';
  stake: Stake;
}

export interface FreezeSets {
  frozen: FrozenPeer[];
  excluded: AuthorityName[];
}

export interface CarryForwardStableMpcData {
  partition: FreezePartition;
  committee: Committee;
  /** The validator items of the certificate that the prior epoch left; empty if it left none. */
  priorDigests: readonly ValidatedPeer[];
}

/**
 * Seated members that stayed silent are frozen at the digest the prior certificate holds. A fresh quorum always wins,
 * and nobody who is not seated now is carried. `docs/spec/freeze.md#carry-forward`
 */
export function carryForwardStableMpcData(input: CarryForwardStableMpcData): FreezeSets {
  const { partition } = input;
  const fresh = new Set(partition.frozen.map((peer) => peer.name));
  const prior = new Map(input.priorDigests.map((peer) => [peer.name, peer.digest]));
  const carried: FrozenPeer[] = [];
  for (const { name } of input.committee.members) {
    const digest = prior.get(name);
    if (digest !== undefined && !fresh.has(name)) carried.push({ name, digest, source: 'carried', stake: 0 });
  }
  const carriedNames = new Set(carried.map((peer) => peer.name));
  const frozen: FrozenPeer[] = [
    ...partition.frozen.map((peer) => ({ ...peer, source: 'quorum' as const })),
    ...carried,
  ];
  return {
    frozen: frozen.sort((a, b) => compareHex(a.name, b.name) || compareHex(a.digest, b.digest)),
    excluded: partition.excluded.filter((name) => !carriedNames.has(name)),
  };
}

/** What the prior epoch's certificate says of validators' blobs. */
export function priorEpochMpcDataDigests(certificate: CertifiedHandoffAttestation | null): ValidatedPeer[] {
  const peers: ValidatedPeer[] = [];
  for (const { key, digest } of certificate?.attestation.items ?? []) {
    if (key.type === 'validator_mpc_data') peers.push({ name: key.validator, digest });
  }
  return peers;
}
