import { type AuthorityName, type CommitteeSnapshot, compareHex, type Digest, type Stake } from '@baton/protocol';
import type { AnnouncementRow, FreezeSnapshot } from '@baton/read-model';

export type NameOutcome = 'frozen' | 'excluded' | 'pending' | 'not_named';

/** Why a name stands where it stands. */
export type NameReason =
  /** One digest has a quorum of ready stake behind it. */
  | 'quorum'
  /** Frozen at the digest that the prior certificate pins. */
  | 'carried_from_prior_certificate'
  /** One digest, without a quorum. */
  | 'below_quorum'
  /** Several digests, none with a quorum. */
  | 'split'
  /** No ready signal names it, and it announced. */
  | 'not_validated'
  /** No ready signal names it, and it did not announce. */
  | 'not_announced';

export interface NameExplanation {
  name: AuthorityName;
  outcome: NameOutcome;
  reason: NameReason;
  /** What it announced itself. */
  announced: Digest | null;
  /** Ready stake behind each digest, most first. */
  digests: { digest: Digest; stake: Stake; signers: number }[];
}

/** For every member and every name in a ready signal: stake per digest, and what the freeze made of it. */
export function explainFreeze(
  { frozen, excluded, readySignals, status }: FreezeSnapshot,
  announcements: readonly AnnouncementRow[],
  committee: CommitteeSnapshot,
): NameExplanation[] {
  const stakes = new Map(committee.members.map(({ name, stake }) => [name, stake]));
  const support = new Map<AuthorityName, Map<Digest, { stake: Stake; signers: number }>>();
  for (const { authority, validatedPeers } of readySignals) {
    for (const { name, digest } of validatedPeers) {
      const digests = support.get(name) ?? new Map<Digest, { stake: Stake; signers: number }>();
      const { stake, signers } = digests.get(digest) ?? { stake: 0, signers: 0 };
      support.set(name, digests.set(digest, { stake: stake + (stakes.get(authority) ?? 0), signers: signers + 1 }));
    }
  }
  const announced = new Map(announcements.map(({ validator, blobHash }) => [validator, blobHash]));
  const sources = new Map(frozen.map(({ name, source }) => [name, source]));
  const left = new Set(excluded);
  const names = new Set([...stakes.keys(), ...support.keys(), ...sources.keys(), ...left]);
  return [...names].sort(compareHex).map((name) => {
    const digests = [...(support.get(name) ?? [])]
      .map(([digest, { stake, signers }]) => ({ digest, stake, signers }))
      .sort((a, b) => b.stake - a.stake || compareHex(a.digest, b.digest));
    const source = sources.get(name);
    const decided = status.freezeRound !== null;
    const outcome = source ? 'frozen' : left.has(name) ? 'excluded' : decided ? 'not_named' : 'pending';
    const reason: NameReason =
      source === 'carried'
        ? 'carried_from_prior_certificate'
        : reasonBySupport(digests, committee.quorumThreshold, announced.has(name));
    return { name, outcome, reason, announced: announced.get(name) ?? null, digests };
  });
}

function reasonBySupport(
  digests: readonly { stake: Stake }[],
  quorumThreshold: Stake,
  hasAnnounced: boolean,
): NameReason {
  const [most] = digests;
  if (!most) return hasAnnounced ? 'not_validated' : 'not_announced';
  if (most.stake >= quorumThreshold) return 'quorum';
  return digests.length > 1 ? 'split' : 'below_quorum';
}
