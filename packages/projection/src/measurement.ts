import { METRICS, PROJECTIONS, type Telemetry } from '@baton/telemetry';
import type { Progress } from './progress.ts';

export interface ProjectionMeasurement {
  /** Where an earlier run left off; shown until an epoch is folded. */
  resumed(checkpoint: { epoch: number; round: number }): void;
  folded(seconds: number): void;
  written(seconds: number): void;
  /** An epoch's log was opened with this round at its head; null when it was empty. */
  opened(headRound: number | null): void;
}

const NOT_REACHED = -1;
const nothing = () => undefined;

/**
 * How long folding and writing take, and how far the projection is: read from its progress at each scrape, so that it is
 * right from the first one on and goes on growing while nothing moves.
 */
export function measureProjection(telemetry: Telemetry, name: string, progress: Progress): ProjectionMeasurement {
  const projection = PROJECTIONS.find((known) => known === name);
  if (projection === undefined) return { resumed: nothing, folded: nothing, written: nothing, opened: nothing };
  const of = { projection };
  const fold = telemetry.histogram(METRICS.projectionFold);
  const transaction = telemetry.histogram(METRICS.projectionTransaction);
  const gauges = {
    epoch: telemetry.gauge(METRICS.projectionEpoch),
    round: telemetry.gauge(METRICS.projectionRound),
    lag: telemetry.gauge(METRICS.projectionLag),
    lagSeconds: telemetry.gauge(METRICS.projectionLagSeconds),
    target: telemetry.gauge(METRICS.replayTarget),
    replayed: telemetry.gauge(METRICS.replayFolded),
    latency: telemetry.gauge(METRICS.replayLatency),
  };
  let earlier: { epoch: number; round: number } | null = null;
  let replay: { target: number; startMs: number; seconds: number | null } | null = null;
  telemetry.beforeScrape(() => {
    const { epoch, round, timestampMs, lag, waitingFor } = progress.status();
    gauges.epoch.set(of, epoch ?? earlier?.epoch ?? NOT_REACHED);
    // What was written once stays written: a replay of the same epoch does not take it back.
    const written = epoch === null || epoch === earlier?.epoch ? earlier?.round : undefined;
    gauges.round.set(of, Math.max(round ?? NOT_REACHED, written ?? NOT_REACHED));
    gauges.lag.set(of, lag);
    const due = waitingFor === null && timestampMs !== null;
    gauges.lagSeconds.set(of, due ? Math.max(0, Date.now() - timestampMs) / 1_000 : 0);
    if (replay === null) return;
    gauges.target.set(of, replay.target);
    gauges.replayed.set(of, Math.min(replay.target, round ?? NOT_REACHED));
    gauges.latency.set(of, replay.seconds ?? (performance.now() - replay.startMs) / 1_000);
  });
  return {
    resumed(checkpoint) {
      earlier = checkpoint;
    },
    folded: (seconds) => fold.observe(of, seconds),
    written: (seconds) => transaction.observe(of, seconds),
    opened(headRound) {
      const opened = { target: headRound ?? NOT_REACHED, startMs: performance.now(), seconds: null as number | null };
      replay = opened;
      progress.whenCaughtUp().then(() => {
        opened.seconds = (performance.now() - opened.startMs) / 1_000;
      });
    },
  };
}
