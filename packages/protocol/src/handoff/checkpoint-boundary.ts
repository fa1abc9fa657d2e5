import { type CheckpointItem, type CheckpointKind, enqueue, scheduleCheckpoints } from '../checkpoint/index.ts';
import type { Commit } from '../epoch/index.ts';
import { decideProtocolUpgrade, type ProtocolUpgrade } from '../upgrade/index.ts';
import type { TouchedCheckpoint } from './checkpoint-messages.ts';
import type { HandoffRowChange } from './rows.ts';
import type { HandoffState } from './state.ts';

export interface BoundaryResult {
  state: HandoffState;
  rows: HandoffRowChange[];
}

const KINDS: readonly CheckpointKind[] = ['dwallet', 'system'];

/**
 * Decides at a commit's boundary what the next checkpoints hold. The commit that closes the epoch ends both kinds, with
 * the next protocol version before the system's end. `docs/spec/handoff.md#checkpoints`
 */
export function checkpointsAtBoundary(before: HandoffState, commit: Commit): BoundaryResult {
  if (before.published || before.endedRound !== null) return { state: before, rows: [] };
  const closing = before.close !== null;
  const upgrade = closing ? upgradeOf(before) : null;
  let state = upgrade === null ? before : withEnd(before, upgrade);
  const rows: HandoffRowChange[] = upgrade === null ? [] : [upgradeRow(state, upgrade, commit)];
  for (const kind of KINDS) {
    const result = schedule(state, commit, kind, closing);
    state = result.state;
    rows.push(...result.rows);
  }
  return { state, rows };
}

function schedule(state: HandoffState, { round }: Commit, kind: CheckpointKind, closing: boolean): BoundaryResult {
  const { context, checkpoints } = state;
  const line = checkpoints[kind];
  const { configuration, epoch } = context;
  const { queue, checkpoints: due } = scheduleCheckpoints({ queue: line.queue, round, closing, configuration });
  if (queue === line.queue) return { state, rows: [] };
  return {
    state: { ...state, checkpoints: { ...checkpoints, [kind]: { ...line, queue } } },
    rows: due.map((checkpoint) => ({
      table: 'checkpoint',
      op: 'upsert',
      row: { epoch, kind, ...checkpoint, round },
    })),
  };
}

function upgradeOf({ context, capabilities }: HandoffState): ProtocolUpgrade {
  return decideProtocolUpgrade({
    currentVersion: context.configuration.version,
    capabilities: [...capabilities.values()],
    committee: context.committee,
    bufferStakeBps: context.configuration.bufferStakeForProtocolUpgradeBps,
  });
}

function withEnd(state: HandoffState, upgrade: ProtocolUpgrade): HandoffState {
  const { dwallet, system } = state.checkpoints;
  const end: CheckpointItem = { type: 'end_of_publish' };
  const version: CheckpointItem[] =
    upgrade.decision === 'upgrade' ? [{ type: 'set_next_protocol_version', version: upgrade.version }] : [];
  return {
    ...state,
    published: true,
    checkpoints: {
      dwallet: { ...dwallet, queue: enqueue(dwallet.queue, [end]) },
      system: { ...system, queue: enqueue(system.queue, [...version, end]) },
    },
  };
}

function upgradeRow({ context }: HandoffState, upgrade: ProtocolUpgrade, { round }: Commit): HandoffRowChange {
  const { stake, threshold } = upgrade;
  const chosen =
    upgrade.decision === 'upgrade'
      ? { version: upgrade.version, configurationDigest: upgrade.configurationDigest }
      : { version: null, configurationDigest: null };
  const row = { epoch: context.epoch, ...chosen, stake, threshold, round };
  return { table: 'protocolUpgrade', op: 'upsert', row };
}

/** Each touched tally once, as the commit leaves it. */
export function checkpointTallyRows(
  { context }: HandoffState,
  touched: ReadonlyMap<string, TouchedCheckpoint>,
): HandoffRowChange[] {
  return [...touched.values()].map(({ kind, sequenceNumber, tally }) => ({
    table: 'checkpointTally',
    op: 'upsert',
    row: {
      epoch: context.epoch,
      kind,
      sequenceNumber,
      contentsDigest: tally.contentsDigest,
      stake: tally.stake,
      signers: tally.signers.length,
      certifiedRound: tally.certifiedRound,
    },
  }));
}
