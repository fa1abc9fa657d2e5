import { METRICS, OUTBOX_STATES, type Telemetry } from '@baton/telemetry';
import type { RelayReason } from './relay-checks.ts';

export type AnnouncerMetrics = ReturnType<typeof announcerMetrics>;

export function announcerMetrics(telemetry: Telemetry) {
  const retries = telemetry.counter(METRICS.announcerRetries);
  const outbox = telemetry.gauge(METRICS.outboxMessages);
  const relays = telemetry.counter(METRICS.relayOutcomes);
  return {
    locallyValidatedPeers: telemetry.gauge(METRICS.locallyValidatedPeers),
    readySignalDeadline: telemetry.gauge(METRICS.readySignalDeadline),
    ownBlobUnhealthy: telemetry.gauge(METRICS.ownBlobUnhealthy),
    attestationMismatch: telemetry.gauge(METRICS.attestationMismatch),
    joinerAccepted: telemetry.gauge(METRICS.joinerAccepted),
    endOfPublishLocal: telemetry.gauge(METRICS.endOfPublishLocal),
    showOutbox(counts: Record<(typeof OUTBOX_STATES)[number], number> | undefined): void {
      for (const state of OUTBOX_STATES) outbox.set({ state }, counts?.[state] ?? 0);
    },
    relayed: (outcome: 'accepted' | RelayReason) => relays.inc({ outcome }),
    retried(kind: string): void {
      switch (kind) {
        case 'validator_mpc_data_announcement':
        case 'epoch_mpc_data_ready_signal':
        case 'end_of_publish_v2':
          retries.inc({ kind });
          break;
        default:
          retries.inc({ kind: 'other' });
      }
    },
  };
}
