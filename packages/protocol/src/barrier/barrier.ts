import type { CertifiedHandoffAttestation } from '../messages/index.ts';
import { type CertifiedOutput, type HeldNetworkKeyOutput, missingCertifiedOutputs } from './held-outputs.ts';

export const BARRIER_RETRY_INTERVAL_MS = 1_000;
/** Every so many retries the wait is worth a warning. */
export const BARRIER_WARN_EVERY_RETRIES = 10;
export const BARRIER_DURATION_BUCKETS_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800] as const;

/**
 * Whether an epoch starts from its predecessor's certificate. Not the network's first epoch, and not the first one
 * after a version that certified nothing. Stated by the recorded version, never inferred from a missing certificate.
 * `docs/spec/barrier.md#when`
 */
export function requiresPriorCertificate(input: { previousProtocolVersion: number | null }): boolean {
  return input.previousProtocolVersion !== null && input.previousProtocolVersion >= OFF_CHAIN_METADATA_SINCE_VERSION;
}

const OFF_CHAIN_METADATA_SINCE_VERSION = 4;

export interface EvaluateBarrier {
  requiresCertificate: boolean;
  /** The prior epoch's certificate, verified; null while it is not held. */
  certificate: CertifiedHandoffAttestation | null;
  held: readonly HeldNetworkKeyOutput[];
}

export type BarrierEvaluation =
  | { state: 'ready'; reason: 'no_certificate_required' | 'all_held' }
  | { state: 'waiting'; reason: 'no_certificate'; missing: [] }
  | { state: 'waiting'; reason: 'missing_outputs'; missing: CertifiedOutput[] };

/** Whether the epoch may start on this node, on whatever path it comes. There is no timeout. `docs/spec/barrier.md#predicate` */
export function evaluateBarrier(input: EvaluateBarrier): BarrierEvaluation {
  if (!input.requiresCertificate) return { state: 'ready', reason: 'no_certificate_required' };
  if (input.certificate === null) return { state: 'waiting', reason: 'no_certificate', missing: [] };
  const missing = missingCertifiedOutputs({ certificate: input.certificate, held: input.held });
  return missing.length === 0
    ? { state: 'ready', reason: 'all_held' }
    : { state: 'waiting', reason: 'missing_outputs', missing };
}

export function barrierWarnDue(retries: number): boolean {
  return retries > 0 && retries % BARRIER_WARN_EVERY_RETRIES === 0;
}
