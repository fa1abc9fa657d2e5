import { type Committee, upgradeVoteThreshold } from '../committee.ts';
import type { AuthorityName, Digest, Stake } from '../identifiers.ts';
import type { CapabilityNotification } from '../messages/index.ts';

export type Capabilities = ReadonlyMap<AuthorityName, CapabilityNotification>;

/** Keeps an authority's notification of the highest generation; an equal one changes nothing. `docs/spec/chain.md#upgrade-vote` */
export function recordCapability(before: Capabilities, notification: CapabilityNotification): Capabilities {
  const known = before.get(notification.authority);
  if (known !== undefined && known.generation >= notification.generation) return before;
  return new Map(before).set(notification.authority, notification);
}

export interface DecideProtocolUpgrade {
  currentVersion: number;
  /** The latest notification of each authority. */
  capabilities: readonly CapabilityNotification[];
  committee: Committee;
  /** Share of the stake beyond the quorum that must agree, in basis points. */
  bufferStakeBps: number;
}

export type ProtocolUpgrade =
  | { decision: 'upgrade'; version: number; configurationDigest: Digest; stake: Stake; threshold: Stake }
  | { decision: 'stay'; stake: Stake; threshold: Stake };

/**
 * The version of the next epoch: the highest that is reached from the current one step by step, each step supported,
 * with one and the same configuration, by the threshold of stake. `docs/spec/chain.md#upgrade-vote`
 */
export function decideProtocolUpgrade(input: DecideProtocolUpgrade): ProtocolUpgrade {
  const threshold = upgradeVoteThreshold(input.committee, input.bufferStakeBps);
  let reached: ProtocolUpgrade | null = null;
  for (let version = input.currentVersion + 1; ; version += 1) {
    const best = bestSupport(input, version);
    if (best === null || best.stake < threshold)
      return reached ?? { decision: 'stay', stake: best?.stake ?? 0, threshold };
    reached = { decision: 'upgrade', version, ...best, threshold };
  }
}

function bestSupport({ capabilities, committee }: DecideProtocolUpgrade, version: number) {
  const stakes = new Map<Digest, Stake>();
  for (const { authority, supportedVersions } of capabilities) {
    const supported = supportedVersions.find((entry) => entry.version === version);
    if (supported === undefined) continue;
    const { configurationDigest } = supported;
    stakes.set(configurationDigest, (stakes.get(configurationDigest) ?? 0) + committee.stakeOf(authority));
  }
  let best: { configurationDigest: Digest; stake: Stake } | null = null;
  for (const [configurationDigest, stake] of stakes)
    if (best === null || stake > best.stake) best = { configurationDigest, stake };
  return best;
}
