import type { Committee } from '../committee.ts';
import { type AuthorityName, compareHex, type Digest, type Stake } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';

export interface FrozenByQuorum {
  name: AuthorityName;
  digest: Digest;
  /** Stake of the signers that attest exactly this pair. */
  stake: Stake;
}

export interface FreezePartition {
  /** Ascending by (name, digest). */
  frozen: FrozenByQuorum[];
  /** Named by someone, but no digest of theirs reached a quorum; ascending. */
  excluded: AuthorityName[];
}

export interface ComputeFreezePartition {
  signals: readonly { authority: AuthorityName; validatedPeers: readonly ValidatedPeer[] }[];
  committee: Committee;
}

/**
 * Splits all named peers into frozen and excluded. A peer nobody names is in neither set; the announcements are not
 * consulted. With a quorum above half the stake two digests of a peer can't both freeze. `docs/spec/freeze.md#partition`
 */
export function computeFreezePartition(input: ComputeFreezePartition): FreezePartition {
  const { committee } = input;
  const stakes = new Map<AuthorityName, Map<Digest, Stake>>();
  for (const { authority, validatedPeers } of input.signals) {
    const stake = committee.stakeOf(authority);
    const digests = new Map(validatedPeers.map((peer) => [peer.name, peer.digest]));
    for (const [name, digest] of digests) {
      const byDigest = stakes.get(name) ?? new Map<Digest, Stake>();
      byDigest.set(digest, (byDigest.get(digest) ?? 0) + stake);
      stakes.set(name, byDigest);
    }
  }
  const frozen: FrozenByQuorum[] = [];
  const excluded: AuthorityName[] = [];
  for (const [name, byDigest] of stakes) {
    const quorum = [...byDigest].filter(([, stake]) => stake >= committee.quorumThreshold);
    if (quorum.length === 0) excluded.push(name);
    for (const [digest, stake] of quorum) frozen.push({ name, digest, stake });
  }
  return {
    frozen: frozen.sort((a, b) => compareHex(a.name, b.name) || compareHex(a.digest, b.digest)),
    excluded: excluded.sort(compareHex),
  };
}
