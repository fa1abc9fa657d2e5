import type { Committed } from '@baton/projection';
import { type HandoffState, verifyHandoffSignature } from '@baton/protocol';
import { METRICS, type Telemetry } from '@baton/telemetry';

export type HandoffMetrics = ReturnType<typeof handoffMetrics>;

export function handoffMetrics(telemetry: Telemetry) {
  const gauges = {
    certificateEpoch: telemetry.gauge(METRICS.certificateEpoch),
    signaturesCollected: telemetry.gauge(METRICS.signaturesCollected),
    signaturesStake: telemetry.gauge(METRICS.signaturesStake),
    projectionRound: telemetry.gauge(METRICS.projectionRound),
    projectionLag: telemetry.gauge(METRICS.projectionLag),
  };
  const rejected = telemetry.counter(METRICS.signaturesRejected);
  const transaction = telemetry.histogram(METRICS.projectionTransaction);
  return {
    observeTransaction: (seconds: number) => transaction.observe({ projection: 'handoff' }, seconds),
    /** Values of the epoch in progress; those of a new epoch start from its first commit. */
    show(committed: Committed<HandoffState>, lag: number): void {
      const { context, state, applied } = committed;
      const { attestations, certified } = state.tally;
      const best = [...attestations.values()].sort((a, b) => b.stake - a.stake)[0];
      if (certified !== null) gauges.certificateEpoch.set(context.epoch);
      gauges.signaturesCollected.set(best?.signatures.size ?? 0);
      gauges.signaturesStake.set(best?.stake ?? 0);
      for (const verdict of rejections(committed)) rejected.inc({ verdict });
      const last = applied.at(-1)?.commit;
      if (!last) return;
      gauges.projectionRound.set({ projection: 'handoff' }, last.round);
      gauges.projectionLag.set({ projection: 'handoff' }, lag);
    },
  };
}

/** Why votes of these commits brought no signature. The fold keeps only that they did not. */
function rejections({ context, state, applied }: Committed<HandoffState>) {
  return applied.flatMap(({ commit }) =>
    commit.messages.flatMap(({ envelope }) => {
      const body = envelope?.transaction.body;
      if (body?.kind !== 'end_of_publish_v2') return [];
      const vote = state.votes.votes.get(body.authority);
      if (vote?.round !== commit.round || vote.signatureAccepted) return [];
      const message = body.handoffSignature;
      const verdict = verifyHandoffSignature({ message, expected: message.attestation, committee: context.committee });
      return [verdict === 'unknown_signer' || verdict === 'invalid_signature' ? verdict : 'other'] as const;
    }),
  );
}
