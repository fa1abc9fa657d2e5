import type { Committed } from '@baton/projection';
import type { CheckpointRow, CheckpointTallyRow, HandoffState } from '@baton/protocol';
import { METRICS, type Telemetry } from '@baton/telemetry';

/** How far the chain's checkpoints and the user sessions of the epoch in progress have come. */
export function checkpointMetrics(telemetry: Telemetry) {
  const decided = telemetry.gauge(METRICS.checkpointDecided);
  const certified = telemetry.gauge(METRICS.checkpointCertified);
  const pending = telemetry.gauge(METRICS.checkpointPending);
  const open = telemetry.gauge(METRICS.userSessionsOpen);
  const agreed = telemetry.counter(METRICS.userSessionsAgreed);
  return {
    show({ state, applied, replay }: Committed<HandoffState>): void {
      for (const { table, row } of applied.flatMap(({ rows }) => rows)) {
        if (table === 'checkpoint') {
          const { kind, sequenceNumber } = row as unknown as CheckpointRow;
          decided.set({ kind }, sequenceNumber);
        } else if (table === 'checkpointTally') {
          const { kind, sequenceNumber, certifiedRound } = row as unknown as CheckpointTallyRow;
          if (certifiedRound !== null) certified.set({ kind }, sequenceNumber);
        } else if (table === 'userSessionOutput' && !replay) agreed.inc();
      }
      pending.set(state.checkpoints.dwallet.queue.pending.length);
      open.set(state.sessions.open.size);
    },
  };
}
