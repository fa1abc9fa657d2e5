import {
  type ConfigurationOverrides,
  decideDeferredEpochClose,
  isSupportedProtocolVersion,
  protocolConfiguration,
  type Round,
} from '@baton/protocol';
import type { AttestationRow, CertificateRow, CloseStatusRow, EpochView } from '@baton/read-model';

/** What the close waits for, or what it came by. docs/spec/handoff.md#close */
export const CLOSE_CODES = [
  'waiting_for_vote_quorum',
  'waiting_for_grace',
  'waiting_for_certificate',
  'closed_with_certificate',
  'closed_by_backstop',
  'closed_by_vote_quorum',
] as const;
export type CloseCode = (typeof CLOSE_CODES)[number];

export interface CloseFacts {
  close: Omit<CloseStatusRow, 'epoch'>;
  /** Undefined where this node did not see the epoch's committee. */
  view: EpochView | undefined;
  attestations: readonly AttestationRow[];
  certificate: CertificateRow | undefined;
  /** Round that the projection has folded; null before the first. */
  round: Round | null;
  /** The network's own graces. */
  grace: ConfigurationOverrides;
}

export interface CloseExplanation {
  seats: number;
  quorumThreshold: number;
  graceRounds: number;
  /** From the quorum of votes on, the close waits no longer for a certificate. */
  backstopRounds: number;
  why: { code: CloseCode; text: string };
}

/** Why an epoch is closed, or is not yet. Pure. Null where the rules of the epoch are not known here. */
export function explainClose(facts: CloseFacts): CloseExplanation | null {
  const { view } = facts;
  if (view === undefined || !isSupportedProtocolVersion(view.protocolVersion)) return null;
  const { quorumThreshold, members } = view.committee;
  const configuration = protocolConfiguration(view.protocolVersion, facts.grace);
  const graceRounds = configuration.endOfPublishGraceRounds;
  const rules = {
    seats: members.length,
    quorumThreshold,
    graceRounds,
    backstopRounds: configuration.closeBackstopFactor * graceRounds,
  };
  const code = codeOf(facts, { ...rules, backstopFactor: configuration.closeBackstopFactor });
  return { ...rules, why: { code, text: sentence(code, facts, rules) } };
}

type Rules = Omit<CloseExplanation, 'why'>;

const CLOSED: Record<NonNullable<CloseStatusRow['reason']>, CloseCode> = {
  certificate: 'closed_with_certificate',
  backstop: 'closed_by_backstop',
  vote_quorum: 'closed_by_vote_quorum',
};

function codeOf({ close, certificate, round }: CloseFacts, rules: Rules & { backstopFactor: number }): CloseCode {
  if (close.reason !== null) return CLOSED[close.reason];
  const decision = decideDeferredEpochClose({
    quorumRound: close.quorumRound,
    pinnedVoters: close.pinnedVoters ?? 0,
    members: rules.seats,
    round: round ?? 0,
    graceRounds: rules.graceRounds,
    backstopFactor: rules.backstopFactor,
    certifiedStake: certificate?.stake ?? 0,
    quorumThreshold: rules.quorumThreshold,
  });
  if (decision.decision === 'wait') return `waiting_for_${decision.waitingFor}`;
  return CLOSED[decision.reason];
}

function sentence(code: CloseCode, { close, attestations }: CloseFacts, rules: Rules): string {
  const { quorumThreshold, seats, graceRounds, backstopRounds } = rules;
  const votes = `${close.voters} of ${seats} members voted, with stake ${close.voteStake}`;
  const quorumRound = close.quorumRound ?? 0;
  const reached = `Votes reached the quorum of ${quorumThreshold} in round ${quorumRound}, with ${close.pinnedVoters} of ${seats} members`;
  const early = (close.pinnedVoters ?? 0) >= seats;
  const grace = early ? 'so no grace was waited for' : `so ${graceRounds} rounds of grace followed`;
  const best = Math.max(0, ...attestations.map(({ stake }) => stake));
  const split = attestations.length > 1 ? `, over ${attestations.length} different ones` : '';
  switch (code) {
    case 'waiting_for_vote_quorum':
      return `${votes}; the close waits for the quorum of ${quorumThreshold}.`;
    case 'waiting_for_grace':
      return `${reached}; the others have until round ${quorumRound + graceRounds}.`;
    case 'waiting_for_certificate':
      return `${reached}, and the grace is over, but the best attestation holds stake ${best} of ${quorumThreshold} needed${split}. Without a certificate the epoch closes in round ${quorumRound + backstopRounds}.`;
    case 'closed_with_certificate':
      return `${reached}, ${grace}; a certificate exists: closed in round ${close.closeRound}.`;
    case 'closed_by_backstop':
      return `${reached}, and within ${backstopRounds} rounds no attestation gathered a quorum: the best held stake ${best}${split}. Closed without a certificate in round ${close.closeRound}: the next epoch cannot be entered from it.`;
    case 'closed_by_vote_quorum':
      return `Votes reached the quorum of ${quorumThreshold} in round ${quorumRound}, which closes an epoch of this protocol version at once.`;
  }
}
