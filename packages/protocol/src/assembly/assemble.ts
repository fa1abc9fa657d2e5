import type { AuthorityName } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';
import type { BlobVerdicts } from '../ready-signal/locally-validated.ts';
import { type DecideAssemblyInputs, decideAssemblyInputs } from './inputs.ts';

export type AssemblyReason =
  | 'announcement'
  | 'blob_missing_or_invalid'
  | 'source_unavailable'
  | 'no_input'
  | 'everything_excluded';

export type Assembly =
  /** `final`: made from the frozen set, so it is sent once and never again. */
  | { outcome: 'complete'; members: ValidatedPeer[]; final: boolean }
  | { outcome: 'incomplete'; missing: AuthorityName[]; reason: AssemblyReason; wedged: boolean };

export interface AssembleCommittee extends DecideAssemblyInputs {
  blobs: BlobVerdicts;
}

/**
 * All or nothing: every input's bytes are held and decode by the same test the ready signal uses, or the result is
 * incomplete and says who is missing. `docs/spec/freeze.md#assembly`
 */
export function assembleCommittee(input: AssembleCommittee): Assembly {
  if (input.members.length === 0) return incomplete([], 'no_input');
  const decided = decideAssemblyInputs(input);
  if (decided.outcome === 'announcement_missing') return incomplete(decided.missing, 'announcement');
  if (decided.outcome === 'everything_excluded') return incomplete([...input.members], 'everything_excluded');
  const missing = decided.inputs.filter((peer) => input.blobs[peer.digest] !== 'valid').map((peer) => peer.name);
  if (missing.length > 0) return incomplete(missing, 'blob_missing_or_invalid');
  return { outcome: 'complete', members: decided.inputs, final: input.frozen.length > 0 };
}

function incomplete(missing: AuthorityName[], reason: AssemblyReason): Assembly {
  return { outcome: 'incomplete', missing, reason, wedged: reason === 'everything_excluded' };
}

export const ASSEMBLY_STALL_MS = 300_000;

export interface AssemblyStall {
  incompleteSinceMs: number | null;
  lastSaidMs: number | null;
  nowMs: number;
  frozen: boolean;
  epochStartMs: number;
  epochDurationMs: number;
}

/** Whether a stall is worth a warning now: at once when frozen or late in the epoch, else after 300 s; then every 300 s. */
export function assemblyStallDue(stall: AssemblyStall): boolean {
  if (stall.incompleteSinceMs === null) return false;
  if (stall.lastSaidMs !== null) return stall.nowMs - stall.lastSaidMs >= ASSEMBLY_STALL_MS;
  const late = stall.nowMs >= stall.epochStartMs + Math.floor((stall.epochDurationMs * 3) / 4);
  return stall.frozen || late || stall.nowMs - stall.incompleteSinceMs >= ASSEMBLY_STALL_MS;
}
