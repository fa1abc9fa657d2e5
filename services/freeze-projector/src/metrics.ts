import type { Committed } from '@baton/projection';
import { type FreezeState, freezeStatus } from '@baton/protocol';
import { METRICS, type Telemetry } from '@baton/telemetry';

/** "Not reached", where 0 is a valid round or epoch. */
const NOT_REACHED = -1;

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
    projectionRound: telemetry.gauge(METRICS.projectionRound),
    projectionLag: telemetry.gauge(METRICS.projectionLag),
  };
  const transaction = telemetry.histogram(METRICS.projectionTransaction);
  return {
    observeTransaction: (seconds: number) => transaction.observe({ projection: 'freeze' }, seconds),
    /** Values of the epoch in progress; those of a new epoch start from its first commit. */
    show({ context, state, applied }: Committed<FreezeState>, lag: number): void {
      const status = freezeStatus(state);
      if (state.frozen) gauges.freezeEpoch.set(context.epoch);
      gauges.excludedValidators.set(state.excluded.length);
      gauges.readySignals.set(status.readySigners);
      gauges.readySignalStake.set(status.readyStake);
      gauges.announcementsReceived.set(status.announcements);
      gauges.readyQuorumRound.set(status.quorumRound ?? NOT_REACHED);
      gauges.freezeRound.set(status.freezeRound ?? NOT_REACHED);
      gauges.freezeGraceRounds.set(status.graceRounds);
      const last = applied.at(-1)?.commit;
      if (!last) return;
      gauges.lastRound.set(last.round);
      gauges.lastTimestamp.set(last.timestampMs / 1000);
      gauges.projectionRound.set({ projection: 'freeze' }, last.round);
      gauges.projectionLag.set({ projection: 'freeze' }, lag);
    },
  };
}
