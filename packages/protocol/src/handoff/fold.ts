import type { Commit, EpochContext, Fold } from '../epoch/index.ts';
import { toHex } from '../identifiers.ts';
import { encodeAttestation, encodeCertificate } from '../messages/index.ts';
import { checkpointsAtBoundary, checkpointTallyRows } from './checkpoint-boundary.ts';
import { decideDeferredEpochClose } from './close.ts';
import { foldHandoffMessage, type HandoffStep } from './fold-message.ts';
import type { CloseStatusRow, HandoffRowChange } from './rows.ts';
import { type HandoffState, initialHandoffState } from './state.ts';
import { certificateOf } from './tally.ts';

/**
 * EndOfPublish votes, signatures, the certificate, the close, session outputs and the checkpoints for the chain of one
 * epoch. All messages of a commit first, then, at its boundary, the close and the checkpoints. `docs/spec/handoff.md#fold`
 */
export const handoffFold: Fold<HandoffState, HandoffRowChange> = {
  name: 'handoff',
  version: 2,
  initial: (context: EpochContext) => initialHandoffState(context),
  applyCommit(before, commit) {
    let step: HandoffStep = { state: before, rows: [], touched: new Set(), touchedCheckpoints: new Map() };
    for (const { envelope } of commit.messages)
      if (envelope !== null) step = foldHandoffMessage(step, commit, envelope);
    const closed = closeAtBoundary(step.state, commit);
    const { state, rows: checkpointRows } = checkpointsAtBoundary(closed, commit);
    const rows = [
      ...step.rows,
      ...attestationRows(step),
      ...certificateRows(before, state),
      ...closeRows(before, state),
      ...checkpointTallyRows(state, step.touchedCheckpoints),
      ...checkpointRows,
    ];
    return { state, rows };
  },
};

function closeAtBoundary(state: HandoffState, commit: Commit): HandoffState {
  const { context, votes, tally } = state;
  if (state.close !== null || !context.configuration.offChainValidatorMetadata) return state;
  const decision = decideDeferredEpochClose({
    quorumRound: votes.quorumRound,
    pinnedVoters: votes.pinnedVoters ?? 0,
    members: context.committee.members.length,
    round: commit.round,
    graceRounds: context.configuration.endOfPublishGraceRounds,
    backstopFactor: context.configuration.closeBackstopFactor,
    certifiedStake: tally.certified === null ? 0 : (tally.attestations.get(tally.certified)?.stake ?? 0),
    quorumThreshold: context.committee.quorumThreshold,
  });
  return decision.decision === 'close' ? { ...state, close: { round: commit.round, reason: decision.reason } } : state;
}

function attestationRows({ state, touched }: HandoffStep): HandoffRowChange[] {
  const rows: HandoffRowChange[] = [];
  for (const digest of touched) {
    const tallied = state.tally.attestations.get(digest);
    if (tallied === undefined) continue;
    const { attestation, signatures, stake } = tallied;
    rows.push({
      table: 'attestation',
      op: 'upsert',
      row: {
        epoch: state.context.epoch,
        attestationDigest: digest,
        items: attestation.items.length,
        nextCommitteeHash: attestation.nextCommitteeHash,
        encoded: toHex(encodeAttestation(attestation)),
        stake,
        signers: signatures.size,
      },
    });
  }
  return rows;
}

/** One row where this commit minted the certificate or brought it new signers; a replaced signature alone brings none. */
function certificateRows(before: HandoffState, after: HandoffState): HandoffRowChange[] {
  const { certified, attestations } = after.tally;
  const certificate = certificateOf(after.tally);
  if (certified === null || certificate === null) return [];
  const held = before.tally.certified === null ? 0 : (before.tally.attestations.get(certified)?.signatures.size ?? 0);
  const signers = certificate.signatures.length;
  if (signers <= held) return [];
  const { epoch, committee } = after.context;
  const stake = attestations.get(certified)?.stake ?? 0;
  const row = {
    epoch,
    attestationDigest: certified,
    encoded: toHex(encodeCertificate(certificate)),
    signers,
    stake,
    quorum: committee.quorumThreshold,
  };
  return [{ table: 'certificate', op: 'upsert', row }];
}

function closeRows(before: HandoffState, after: HandoffState): HandoffRowChange[] {
  if (before.votes === after.votes && before.close === after.close) return [];
  return [{ table: 'closeStatus', op: 'upsert', row: closeStatus(after) }];
}

/** The one-row summary of an epoch's end. */
export function closeStatus(state: HandoffState): CloseStatusRow {
  const { votes, close, context } = state;
  return {
    epoch: context.epoch,
    voters: votes.votes.size,
    voteStake: votes.stake,
    quorumRound: votes.quorumRound,
    pinnedVoters: votes.pinnedVoters,
    closeRound: close?.round ?? null,
    reason: close?.reason ?? null,
  };
}
