import { METRICS, type Telemetry } from '@baton/telemetry';

export function barrierMetrics(telemetry: Telemetry) {
  return {
    waiting: telemetry.gauge(METRICS.prepareWaiting),
    retries: telemetry.counter(METRICS.prepareRetries),
    duration: telemetry.histogram(METRICS.prepareDuration),
    outcomes: telemetry.counter(METRICS.joinerBootstrapOutcomes),
  };
}

export type BarrierMetrics = ReturnType<typeof barrierMetrics>;
