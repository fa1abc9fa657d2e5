import { counter, gauge } from '../metric.ts';

export const OUTBOX_STATES = ['pending', 'accepted', 'sequenced', 'refused'] as const;

/** Announcements, ready signals and the freeze (docs/spec/freeze.md). Rounds and epochs start at -1, "not reached". */
export const freezeMetrics = {
  freezeEpoch: gauge('ika_dwallet_mpc_data_freeze_epoch', 'Epoch of the last local freeze', -1),
  excludedValidators: gauge('ika_dwallet_mpc_data_excluded_validators', 'Members left out of the frozen set'),
  readySignals: gauge('ika_dwallet_mpc_data_ready_signals', 'Distinct signers of ready signals'),
  readySignalStake: gauge('ika_dwallet_mpc_data_ready_signal_stake', 'Stake of the ready signers'),
  locallyValidatedPeers: gauge(
    'ika_dwallet_mpc_data_locally_validated_peers',
    'Members whose blob this node validated',
  ),
  announcementsReceived: gauge('ika_dwallet_mpc_data_announcements_received', 'Announcements recorded this epoch'),
  readyQuorumRound: gauge('ika_dwallet_mpc_data_ready_quorum_round', 'Round in which ready stake met the quorum', -1),
  freezeRound: gauge('ika_dwallet_mpc_data_freeze_round', 'Round of the freeze', -1),
  freezeGraceRounds: gauge('ika_dwallet_mpc_data_freeze_grace_rounds', 'Configured grace of the freeze', -1),
  readySignalDeadline: gauge(
    'ika_dwallet_mpc_data_ready_signal_deadline_timestamp_seconds',
    'Consensus time after which a ready signal is emitted with what is there',
    -1,
  ),
  ownBlobUnhealthy: gauge('ika_own_mpc_data_blob_unhealthy', '1 while the own blob is absent or invalid'),
  outboxMessages: gauge('baton_announcer_outbox_messages', 'Messages of this epoch by how far they have come', 0, {
    state: OUTBOX_STATES,
  }),
  announcerRetries: counter('baton_announcer_submission_retries_total', 'Submissions repeated until sequenced', {
    kind: ['validator_mpc_data_announcement', 'epoch_mpc_data_ready_signal', 'end_of_publish_v2', 'other'],
  }),
  joinerAccepted: gauge('baton_joiner_accepted_members', 'Members that accepted the announcement of this joiner'),
  relayOutcomes: counter('baton_relay_outcomes_total', 'Answers to joiners that asked to be relayed', {
    outcome: [
      'accepted',
      'not_participating',
      'wrong_epoch',
      'next_committee_unknown',
      'unregistered_joiner',
      'invalid_signature',
      'zero_timestamp',
      'stale_timestamp',
      'too_many_announcements',
      'blob_hash_mismatch',
      'blob_undecodable',
      'blob_not_stored',
      'not_submitted',
      'not_sequenced',
    ],
  }),
} as const;
