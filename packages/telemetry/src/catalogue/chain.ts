import { counter, gauge } from '../metric.ts';
import { CHECKPOINT_KINDS } from './handoff.ts';

/** The chain view, the assembly of the next committee and the epoch switch (docs/spec/chain.md). */
export const chainMetrics = {
  chainEpoch: gauge('baton_chain_epoch', 'Epoch the chain is in', -1),
  chainReads: counter('baton_chain_reads_total', 'Reads of chain state', {
    kind: ['system', 'coordinator', 'validators', 'network_keys', 'checkpoint', 'other'],
    result: ['ok', 'error'],
  }),
  chainBlobReads: gauge('ika_sui_client_chain_blob_reads', 'Blobs ever read from the chain; stays 0 off the chain', 0, {
    method: ['validator_mpc_data', 'network_key_dkg_output', 'network_key_reconfiguration_output'],
  }),
  endOfPublishBlocked: gauge(
    'ika_sui_connector_end_of_publish_blocked_reason',
    '1 for each reason why the epoch may not end yet',
    0,
    {
      reason: [
        'not_locked',
        'user_sessions_lag',
        'system_sessions_lag',
        'next_committee_missing',
        'network_keys_reconfig_lag',
        'pricing_votes_open',
      ],
    },
  ),
  receivedEndOfPublish: gauge(
    'ika_sui_connector_chain_received_end_of_publish',
    '1 once the contract knows that publishing is over',
    0,
    { contract: ['system', 'coordinator'] },
  ),
  userSessionsLag: gauge(
    'ika_sui_connector_chain_user_sessions_lag',
    'User sessions up to the target of the epoch that are not completed',
  ),
  activeUserSessions: gauge(
    'ika_sui_connector_chain_active_user_sessions_count',
    'User sessions started and not completed',
  ),
  activeSystemSessions: gauge(
    'ika_sui_connector_chain_active_system_sessions_count',
    'System sessions started and not completed',
  ),
  epochOverdue: gauge(
    'ika_sui_connector_chain_epoch_overdue_seconds',
    'How long ago, on the chain clock, the epoch should have ended; 0 before',
  ),
  chainCheckpoint: gauge('baton_chain_checkpoint', 'Number of the last checkpoint the contract has processed', -1, {
    kind: CHECKPOINT_KINDS,
  }),
  checkpointWriterLag: gauge(
    'ika_sui_connector_chain_dwallet_checkpoint_writer_lag',
    'dWallet checkpoints that the log decided and the chain has not processed',
  ),
  switchStepDone: gauge('ika_sui_connector_epoch_switch_step_done', '1 once the chain shows the step as done', 0, {
    step: ['mid_epoch', 'reconfiguration', 'lock', 'end_of_publish'],
  }),
  chainOutage: gauge('baton_chain_outage_seconds', 'How long the chain has not been readable; 0 while it is'),
  assemblyIncompleteTicks: counter('ika_off_chain_assembly_incomplete_ticks_total', 'Incomplete assembly attempts'),
  assemblyIncomplete: gauge('ika_off_chain_assembly_incomplete', '1 while the latest assembly is incomplete'),
  assemblyIncompleteRun: gauge(
    'ika_off_chain_assembly_consecutive_incomplete_ticks',
    'Incomplete assembly attempts of this process since the last complete one',
  ),
  assemblyIncompleteSeconds: gauge(
    'ika_off_chain_assembly_incomplete_duration_seconds',
    'How long the assembly has been incomplete',
  ),
  assemblyLastSuccess: gauge(
    'ika_off_chain_assembly_last_success_timestamp_seconds',
    'When an assembly was last complete; 0 before the first',
  ),
  assemblyWedged: gauge('ika_off_chain_assembly_wedged', '1 while everything is excluded'),
  assemblyMissing: gauge('ika_off_chain_assembly_missing', 'What the latest assembly lacked', 0, {
    reason: ['announcement', 'blob_missing_or_invalid', 'source_unavailable', 'no_input', 'everything_excluded'],
  }),
  overlayIncomplete: gauge('ika_network_key_overlay_incomplete', 'Network keys without a complete overlay'),
  epochSwitchSteps: counter('baton_epoch_switch_steps_total', 'Transactions submitted to move the epoch', {
    step: ['mid_epoch', 'reconfiguration', 'checkpoint', 'lock', 'advance'],
    result: ['ok', 'overtaken', 'error'],
  }),
  epochSwitchHeld: gauge('baton_epoch_switch_held', '1 for the reason why nothing is sent that would be doomed', 0, {
    reason: [
      'blobs_missing',
      'contents_differ',
      'signatures_invalid',
      'not_closed',
      'end_of_publish_not_received',
      'not_locked',
      'sessions_open',
      'network_keys_not_reconfigured',
    ],
  }),
  checkpointSignaturesInvalid: counter(
    'baton_checkpoint_signatures_invalid_total',
    'Sequenced checkpoint signatures that do not verify',
    { kind: ['dwallet', 'system'] },
  ),
  keysReadToRecover: gauge(
    'baton_network_keys_stranded',
    'Network keys whose outputs are read from the chain to recover',
  ),
} as const;
