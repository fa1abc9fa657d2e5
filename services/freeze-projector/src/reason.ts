import type { Round } from '@baton/protocol';
import type { NameExplanation } from './explanation.ts';

/** Why a name stands where it stands. docs/spec/freeze.md#explanation */
export const NAME_REASONS = [
  'quorum',
  'carried_from_prior_certificate',
  'split',
  'below_quorum',
  'announced_after_freeze',
  'not_validated',
  'next_committee_not_recorded',
  'not_announced',
] as const;
export type NameReason = (typeof NAME_REASONS)[number];

export type Known = Omit<NameExplanation, 'reason'>;

/** The first that applies, in the order above. */
export function reasonOf(known: Known, freezeRound: Round | null): NameReason {
  const { source, stakeByDigest, quorumThreshold, announcement, candidates } = known;
  if (source === 'carried') return 'carried_from_prior_certificate';
  const [most] = stakeByDigest;
  if (most) {
    if (most.stake >= quorumThreshold) return 'quorum';
    return stakeByDigest.length > 1 ? 'split' : 'below_quorum';
  }
  if (announcement === null) return candidates.length > 0 ? 'next_committee_not_recorded' : 'not_announced';
  return freezeRound !== null && announcement.round > freezeRound ? 'announced_after_freeze' : 'not_validated';
}

const short = (hex: string): string => hex.slice(0, 8);
const validators = (count: number): string => (count === 1 ? '1 validator' : `${count} validators`);

/** The reason in a sentence or two, with the numbers that decided. */
export function describeReason(explained: NameExplanation, status: { freezeRound: Round | null }): string {
  const { freezeRound } = status;
  const when = freezeRound === null ? 'so far' : `when the epoch froze in round ${freezeRound}`;
  return [sentence(explained, freezeRound, when), lateness(explained)].filter((part) => part !== '').join(' ');
}

function sentence(explained: NameExplanation, freezeRound: Round | null, when: string): string {
  const { reason, stakeByDigest, quorumThreshold, announcement, candidates, digest } = explained;
  const [most] = stakeByDigest;
  switch (reason) {
    case 'quorum': {
      const behind = `Stake ${most?.stake} of ${validators(most?.authorities.length ?? 0)} attests`;
      const then = freezeRound === null ? 'it will freeze' : `it froze in round ${freezeRound}`;
      return `${behind} ${short(most?.digest ?? '')}; ${quorumThreshold} make a quorum, so ${then}.`;
    }
    case 'carried_from_prior_certificate': {
      const had = most ? `only stake ${most.stake} attested one digest` : 'no ready signal named it';
      return `It sits in this committee and ${had} (${quorumThreshold} make a quorum), so ${short(digest ?? '')}, which the prior epoch's certificate pins, was carried forward.`;
    }
    case 'split': {
      const parts = stakeByDigest.map((one) => `${short(one.digest)} by stake ${one.stake}`).join(', ');
      return `Ready signals name different bytes (${parts}), and none had the quorum of ${quorumThreshold} ${when}.`;
    }
    case 'below_quorum':
      return `Only stake ${most?.stake} of ${validators(most?.authorities.length ?? 0)} attested ${short(most?.digest ?? '')} ${when}; ${quorumThreshold} make a quorum.`;
    case 'announced_after_freeze':
      return `Its announcement was recorded in round ${announcement?.round}, after the epoch froze in round ${freezeRound}.`;
    case 'not_validated':
      return `It announced ${short(announcement?.blobHash ?? '')} in round ${announcement?.round}, and no ready signal named it ${when}.`;
    case 'next_committee_not_recorded':
      return `${candidates.length} relayed announcements of it wait until the log records the next committee.`;
    case 'not_announced':
      return `The log carries no announcement of it ${when}, and no ready signal names it.`;
  }
}

/** How much of the missing support came too early to know the announcement, and how much never signalled. */
function lateness({ reason, announcement, notAttestedBy, notSignalled }: NameExplanation): string {
  if (reason === 'quorum' || reason === 'carried_from_prior_certificate' || announcement === null) return '';
  const parts: string[] = [];
  const early = notAttestedBy.filter(({ round }) => round <= announcement.round).length;
  const later = notAttestedBy.length - early;
  if (early > 0) parts.push(`${validators(early)} signalled before the announcement (round ${announcement.round})`);
  if (later > 0) parts.push(`${validators(later)} signalled later without naming it: its bytes were not held there`);
  if (notSignalled.length > 0) parts.push(`${validators(notSignalled.length)} did not signal`);
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}
