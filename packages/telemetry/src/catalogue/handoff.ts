import { counter, gauge, histogram } from '../metric.ts';

export const CLOSE_REASONS = ['certificate', 'backstop', 'vote_quorum'] as const;
export const CHECKPOINT_KINDS = ['dwallet', 'system'] as const;
const BARRIER_BUCKETS_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800];

/** Votes, signatures, certificates, the close and the barrier (docs/spec/handoff.md, docs/spec/barrier.md). */
export const handoffMetrics = {
  certificateEpoch: gauge('ika_dwallet_handoff_cert_epoch', 'Epoch of the newest certificate held', -1),
  signaturesCollected: gauge('ika_dwallet_handoff_signatures_collected', 'Accepted handoff signatures this epoch'),
  signaturesStake: gauge('ika_dwallet_handoff_signatures_stake', 'Stake of the accepted handoff signatures'),
  signaturesRejected: counter(
    'ika_dwallet_handoff_signatures_rejected_total',
    'Handoff signatures that were sequenced and not accepted',
    { verdict: ['invalid_signature', 'no_stake'] },
  ),
  voteStake: gauge('baton_handoff_vote_stake', 'Stake of the end-of-publish votes of this epoch'),
  voteQuorumRound: gauge('baton_handoff_vote_quorum_round', 'Round in which the votes met the quorum', -1),
  closeRound: gauge('baton_handoff_close_round', 'Round in which the epoch closed', -1),
  closed: gauge('baton_handoff_closed', '1 for the reason for which the epoch closed', 0, { reason: CLOSE_REASONS }),
  endOfPublishLocal: gauge('ika_dwallet_mpc_service_end_of_publish_local', '1 once the own vote is in the log'),
  attestationMismatch: gauge(
    'baton_handoff_attestation_mismatch',
    '1 while the own attestation differs from the tally',
  ),
  checkpointDecided: gauge('baton_checkpoint_decided', 'Number of the newest checkpoint that the log decided', -1, {
    kind: CHECKPOINT_KINDS,
  }),
  checkpointCertified: gauge(
    'baton_checkpoint_certified',
    'Number of the newest checkpoint with a quorum of sequenced signatures',
    -1,
    { kind: CHECKPOINT_KINDS },
  ),
  checkpointPending: gauge('baton_checkpoint_pending_items', 'Agreed results that wait for the next checkpoint'),
  userSessionsOpen: gauge('baton_user_sessions_open', 'User sessions with votes and without a quorum'),
  userSessionsAgreed: counter('baton_user_sessions_agreed_total', 'User sessions whose result a quorum agreed upon'),
  prepareWaiting: gauge('ika_handoff_prepare_waiting', '1 while the barrier holds the node'),
  prepareRetries: counter('ika_handoff_prepare_retries_total', 'Evaluations of the barrier that found it not ready'),
  prepareDuration: histogram(
    'ika_handoff_prepare_duration_seconds',
    'How long the barrier held the node at an epoch',
    BARRIER_BUCKETS_SECONDS,
  ),
  joinerBootstrapOutcomes: counter(
    'ika_joiner_bootstrap_outcomes_total',
    'Outcomes of asking peers for a certificate',
    {
      outcome: ['verified', 'rejected', 'unavailable'],
    },
  ),
} as const;
