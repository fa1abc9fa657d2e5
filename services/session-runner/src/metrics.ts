import { METRICS, type Telemetry } from '@baton/telemetry';
import type { InstantiationFailure } from './instantiation.ts';
import type { UserSessionsSummary } from './user-sessions.ts';

export type SessionMetrics = ReturnType<typeof sessionMetrics>;

export function sessionMetrics(telemetry: Telemetry) {
  const phases = telemetry.gauge(METRICS.userSessions);
  const target = telemetry.gauge(METRICS.userSessionTarget);
  const pendingForKey = telemetry.gauge(METRICS.requestsPendingForKey);
  const outputs = telemetry.counter(METRICS.userSessionOutputs);
  const failures = telemetry.counter(METRICS.keyInstantiationFailures);
  return {
    instantiationsInFlight: telemetry.gauge(METRICS.keyInstantiationsInFlight),
    instantiationDuration: telemetry.histogram(METRICS.keyInstantiationDuration),
    loadedEpoch: telemetry.gauge(METRICS.keyLoadedEpoch),
    certifiedOutputsMissing: telemetry.gauge(METRICS.certifiedOutputsMissing),
    strandedKeys: telemetry.gauge(METRICS.strandedKeys),
    instantiationFailed: (reason: InstantiationFailure) => failures.inc({ reason }),
    outputs: (result: 'submitted' | 'stale', count: number) => outputs.inc({ result }, count),
    showUserSessions(summary: UserSessionsSummary): void {
      target.set(summary.target);
      pendingForKey.set(summary.phases.key_needed);
      for (const phase of PHASES) phases.set({ phase }, summary.phases[phase]);
    },
  };
}

const PHASES = ['held', 'key_needed', 'computing', 'computed', 'submitted'] as const;
