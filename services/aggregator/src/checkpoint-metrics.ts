import type { Committed } from '@baton/projection';
import type { CheckpointRow, CheckpointTallyRow, HandoffState } from '@baton/protocol';
import { type Database, handoffQueries } from '@baton/read-model';
import { METRICS, type Telemetry } from '@baton/telemetry';

/** "Not reached": checkpoints count from 1. */
const NOT_REACHED = -1;

/** How far the chain's checkpoints and the user sessions of the epoch in progress have come. */
export function checkpointMetrics(telemetry: Telemetry) {
  const decided = telemetry.gauge(METRICS.checkpointDecided);
  const certified = telemetry.gauge(METRICS.checkpointCertified);
  const pending = telemetry.gauge(METRICS.checkpointPending);
  const open = telemetry.gauge(METRICS.userSessionsOpen);
  const agreed = telemetry.counter(METRICS.userSessionsAgreed);
  return {
    /** What an earlier run left, before anything is folded. */
    async restore({ db }: Database): Promise<void> {
      for (const head of await handoffQueries.checkpointHeads(db)) {
        decided.set({ kind: head.kind }, head.decided ?? NOT_REACHED);
        certified.set({ kind: head.kind }, head.certified ?? NOT_REACHED);
      }
    },
    show({ state, applied, replay, caughtUp }: Committed<HandoffState>): void {
      if (replay && !caughtUp) return;
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
