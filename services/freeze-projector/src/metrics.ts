import type { Committed } from '@baton/projection';
import { type FreezeState, freezeStatus } from '@baton/protocol';
import { checkpointQueries, type Database, type FreezeStatusRow, freezeQueries } from '@baton/read-model';
import { METRICS, type Telemetry } from '@baton/telemetry';

/** "Not reached", where 0 is a valid round or epoch. */
const NOT_REACHED = -1;
/** Epochs looked back for the last one that froze. */
const EPOCHS_LOOKED_BACK = 32;

export type FreezeMetrics = ReturnType<typeof freezeMetrics>;

export function freezeMetrics(telemetry: Telemetry) {
  const gauges = {
    freezeEpoch: telemetry.gauge(METRICS.freezeEpoch),
    excludedValidators: telemetry.gauge(METRICS.excludedValidators),
    readySignals: telemetry.gauge(METRICS.readySignals),
    readySignalStake: telemetry.gauge(METRICS.readySignalStake),
    announcementsReceived: telemetry.gauge(METRICS.announcementsReceived),
    readyQuorumRound: telemetry.gauge(METRICS.readyQuorumRound),
    freezeRound: telemetry.gauge(METRICS.freezeRound),
    freezeGraceRounds: telemetry.gauge(METRICS.freezeGraceRounds),
    lastRound: telemetry.gauge(METRICS.lastRound),
    lastTimestamp: telemetry.gauge(METRICS.lastTimestamp),
    epochProcessedMessages: telemetry.gauge(METRICS.epochProcessedMessages),
  };
  let processed = { epoch: NOT_REACHED, messages: 0 };
  const showStatus = (status: Omit<FreezeStatusRow, 'epoch' | 'firstCommitMs'>, excluded: number) => {
    gauges.excludedValidators.set(excluded);
    gauges.readySignals.set(status.readySigners);
    gauges.readySignalStake.set(status.readyStake);
    gauges.announcementsReceived.set(status.announcements);
    gauges.readyQuorumRound.set(status.quorumRound ?? NOT_REACHED);
    gauges.freezeRound.set(status.freezeRound ?? NOT_REACHED);
    gauges.freezeGraceRounds.set(status.graceRounds);
  };
  const showCommit = (last: { round: number; timestampMs: number }) => {
    gauges.lastRound.set(last.round);
    gauges.lastTimestamp.set(last.timestampMs / 1000);
  };
  return {
    /** What an earlier run left: right before anything is folded, and all there is between two epochs. */
    async restore({ db }: Database): Promise<void> {
      const checkpoint = await checkpointQueries.latestProjectionCheckpoint(db, 'freeze', 'freeze');
      if (checkpoint === undefined) return;
      showCommit(checkpoint);
      const epochs = await freezeQueries.freezeEpochs(db, { limit: EPOCHS_LOOKED_BACK });
      gauges.freezeEpoch.set(epochs.find(({ freezeRound }) => freezeRound !== null)?.epoch ?? NOT_REACHED);
      const status = await freezeQueries.freezeStatus(db, checkpoint.epoch);
      if (status) showStatus(status, (await freezeQueries.excluded(db, checkpoint.epoch)).length);
    },
    /** Values of the epoch in progress; those of a new epoch start from its first commit. */
    show({ context, state, applied, replay, caughtUp }: Committed<FreezeState>): void {
      if (processed.epoch !== context.epoch) processed = { epoch: context.epoch, messages: 0 };
      for (const { commit } of applied) processed.messages += commit.messages.length;
      if (replay && !caughtUp) return;
      gauges.epochProcessedMessages.set(processed.messages);
      if (state.frozen) gauges.freezeEpoch.set(context.epoch);
      showStatus(freezeStatus(state), state.excluded.length);
      const last = applied.at(-1)?.commit;
      if (last) showCommit(last);
    },
  };
}
