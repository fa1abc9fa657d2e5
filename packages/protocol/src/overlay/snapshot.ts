import type { ObjectId } from '../identifiers.ts';
import type { NetworkKeyState } from './merge.ts';

export interface SnapshotReadyForSigning {
  /** All network keys the chain knows. */
  keys: readonly { keyId: ObjectId; state: NetworkKeyState }[];
  /** Keys whose reconfiguration output of this epoch's session is held here. */
  reconfiguredThisEpoch: readonly ObjectId[];
}

export type SnapshotReadiness =
  | { ready: true }
  | { ready: false; reason: 'no_keys' }
  | { ready: false; reason: 'keys_not_completed' | 'own_output_missing'; keys: ObjectId[] };

/** Whether this node may build its attestation: every key reconfigured on the chain and here. `docs/spec/handoff.md#snapshot` */
export function snapshotReadyForSigning(input: SnapshotReadyForSigning): SnapshotReadiness {
  if (input.keys.length === 0) return { ready: false, reason: 'no_keys' };
  const pending = input.keys.filter((key) => key.state !== 'network_reconfiguration_completed');
  if (pending.length > 0) return { ready: false, reason: 'keys_not_completed', keys: pending.map((key) => key.keyId) };
  const own = new Set(input.reconfiguredThisEpoch);
  const missing = input.keys.filter((key) => !own.has(key.keyId));
  if (missing.length > 0) return { ready: false, reason: 'own_output_missing', keys: missing.map((key) => key.keyId) };
  return { ready: true };
}
