import { expireBufferedJoiners } from '../announcement/buffer.ts';
import type { Commit, EpochContext, Fold, SequencedMessage } from '../epoch/index.ts';
import { decideFreeze } from './decide.ts';
import { type FoldStep, foldJoinerExpiry, foldMessage } from './fold-message.ts';
import type { FreezeRowChange, FreezeStatusRow } from './rows.ts';
import { type FreezeState, initialFreezeState, readyStakeOf } from './state.ts';

/**
 * Announcements, ready signals and the freeze of one epoch. All messages of a commit first, then the freeze, at the
 * commit's boundary. Protocol versions without off-chain metadata freeze nothing. `docs/spec/freeze.md#fold`
 */
export const freezeFold: Fold<FreezeState, FreezeRowChange> = {
  name: 'freeze',
  version: 1,
  initial: (context: EpochContext) => initialFreezeState(context),
  applyCommit(before, commit) {
    let step: FoldStep = { state: withClock(before, commit), rows: [] };
    step = foldJoinerExpiry(step, expireBufferedJoiners(step.state.joinerBuffer, step.state.nowMs ?? 0));
    for (const message of commit.messages) step = fold(step, commit, message);
    if (step.state.context.configuration.offChainValidatorMetadata) step = freezeAtBoundary(step, commit);
    return { state: step.state, rows: [...step.rows, ...statusRows(before, step.state)] };
  },
};

function fold(step: FoldStep, commit: Commit, message: SequencedMessage): FoldStep {
  return message.envelope === null ? step : foldMessage(step, commit, message, message.envelope);
}

function withClock(state: FreezeState, commit: Commit): FreezeState {
  const nowMs = Math.max(state.nowMs ?? 0, commit.timestampMs);
  return { ...state, nowMs, firstCommitMs: state.firstCommitMs ?? commit.timestampMs };
}

function freezeAtBoundary({ state, rows }: FoldStep, commit: Commit): FoldStep {
  const { context, frozen } = state;
  const decision = decideFreeze({
    signals: [...state.readySignals.values()],
    committee: context.committee,
    priorDigests: state.priorDigests,
    quorumRound: state.quorumRound,
    round: commit.round,
    graceRounds: context.configuration.mpcDataFreezeGraceRounds,
    alreadyFrozen: frozen !== null,
  });
  if (decision.decision === 'already_frozen' || decision.decision === 'no_quorum') return { state, rows };
  const anchored = { ...state, quorumRound: decision.quorumRound };
  if (decision.decision === 'in_grace') return { state: anchored, rows };

  const epoch = context.epoch;
  const known = new Set(state.excluded);
  const now = new Set(decision.excluded);
  const changed: FreezeRowChange[] = [
    ...state.excluded
      .filter((name) => !now.has(name))
      .map((name) => ({ table: 'excluded', op: 'delete', row: { epoch, name } }) as const),
    ...decision.excluded
      .filter((name) => !known.has(name))
      .map((name) => ({ table: 'excluded', op: 'upsert', row: { epoch, name } }) as const),
  ];
  const excluded = decision.excluded;
  if (decision.decision === 'nothing_to_freeze')
    return { state: { ...anchored, excluded }, rows: [...rows, ...changed] };
  for (const peer of decision.frozen) changed.push({ table: 'frozen', op: 'upsert', row: { epoch, ...peer } });
  return {
    state: { ...anchored, excluded, frozen: { frozen: decision.frozen, excluded, round: commit.round } },
    rows: [...rows, ...changed],
  };
}

function statusRows(before: FreezeState, after: FreezeState): FreezeRowChange[] {
  const status = freezeStatus(after);
  const known = before.firstCommitMs === null ? null : freezeStatus(before);
  const same =
    known !== null && (Object.keys(status) as (keyof FreezeStatusRow)[]).every((key) => known[key] === status[key]);
  return same ? [] : [{ table: 'freezeStatus', op: 'upsert', row: status }];
}

/** The one-row summary of an epoch. */
export function freezeStatus(state: FreezeState): FreezeStatusRow {
  return {
    epoch: state.context.epoch,
    readySigners: state.readySignals.size,
    readyStake: readyStakeOf(state),
    quorumRound: state.quorumRound,
    freezeRound: state.frozen?.round ?? null,
    announcements: state.announcements.size,
    graceRounds: state.context.configuration.mpcDataFreezeGraceRounds,
    firstCommitMs: state.firstCommitMs,
  };
}
