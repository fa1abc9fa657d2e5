import type { Committee } from '../committee.ts';
import { type AuthorityName, compareHex, type Stake } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';

/** A signal may list at most this many names per committee seat. */
export const READY_SIGNAL_PEERS_CAP_MULTIPLIER = 4;

export type CanonicalReadySignal =
  | {
      outcome: 'accept';
      /** One pair per name, ascending by name. */
      validatedPeers: ValidatedPeer[];
      coverage: Stake;
      nonCommitteeKept: AuthorityName[];
      duplicatesCollapsed: number;
    }
  | { outcome: 'over_cap'; length: number; cap: number }
  | { outcome: 'below_quorum_coverage'; coverage: Stake; quorum: Stake };

export interface CanonicalizeReadySignalPeers {
  validatedPeers: readonly ValidatedPeer[];
  /** The current epoch's committee: outsiders stay in the signal and weigh nothing. */
  committee: Committee;
  cap?: number;
}

/**
 * The canonical content of a ready signal: a pure function of its bytes and the committee, so every node stores
 * the same row. The last pair of a name wins. `docs/spec/freeze.md#ready-signals`
 */
export function canonicalizeReadySignalPeers(input: CanonicalizeReadySignalPeers): CanonicalReadySignal {
  const { committee } = input;
  const byName = new Map(input.validatedPeers.map((peer) => [peer.name, peer.digest]));
  const cap = input.cap ?? READY_SIGNAL_PEERS_CAP_MULTIPLIER * committee.members.length;
  if (byName.size > cap) return { outcome: 'over_cap', length: byName.size, cap };
  let coverage = 0;
  for (const name of byName.keys()) coverage += committee.stakeOf(name);
  const quorum = committee.quorumThreshold;
  if (coverage < quorum) return { outcome: 'below_quorum_coverage', coverage, quorum };
  const validatedPeers = [...byName]
    .map(([name, digest]) => ({ name, digest }))
    .sort((a, b) => compareHex(a.name, b.name));
  return {
    outcome: 'accept',
    validatedPeers,
    coverage,
    nonCommitteeKept: validatedPeers.map((peer) => peer.name).filter((name) => committee.stakeOf(name) === 0),
    duplicatesCollapsed: input.validatedPeers.length - byName.size,
  };
}
