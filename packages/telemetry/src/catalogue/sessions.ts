import { counter, gauge, histogram } from '../metric.ts';

const INSTANTIATION_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60];

/** The MPC engine's side: network keys it may use, and users' sessions under the lock (docs/spec/producer.md). */
export const sessionMetrics = {
  keyInstantiationsInFlight: gauge(
    'ika_dwallet_mpc_network_key_instantiations_in_flight',
    'Instantiations of network keys under way',
  ),
  keyInstantiationFailures: counter(
    'ika_dwallet_mpc_network_key_instantiation_failures_total',
    'Instantiations of network keys that failed, or were refused as the data is of another epoch; failed bytes are never tried again',
    { reason: ['epoch_mismatch', 'decrypt_failed', 'instantiate_failed'] },
  ),
  keyInstantiationDuration: histogram(
    'ika_dwallet_mpc_network_key_instantiation_sub_call_duration_seconds',
    'How long an instantiation of a network key took',
    INSTANTIATION_BUCKETS_SECONDS,
  ),
  keyLoadedEpoch: gauge('ika_dwallet_mpc_network_key_loaded_epoch', 'Epoch whose network keys are loaded', -1),
  certifiedOutputsMissing: gauge(
    'baton_network_key_outputs_missing',
    'Outputs that the prior certificate pins and the overlay does not offer',
  ),
  requestsPendingForKey: gauge(
    'ika_dwallet_mpc_requests_pending_for_network_key',
    'User sessions within the target that wait for a network key',
  ),
  strandedKeys: gauge('ika_stranded_network_keys', 'Network keys that cannot be had from what is held here'),
  userSessions: gauge('baton_user_sessions', 'Open user sessions by what this node does with them', 0, {
    phase: ['held', 'key_needed', 'computing', 'computed', 'submitted'],
  }),
  userSessionTarget: gauge('baton_user_session_target', 'Local view of the last session this epoch completes'),
  userSessionOutputs: counter('baton_user_session_outputs_total', 'Results of user sessions', {
    result: ['submitted', 'stale'],
  }),
} as const;
