import type { Epoch } from '../identifiers.ts';
import type { KeyMaterial } from './decide.ts';

/** What an instantiation is made of; the epoch number is not part of it. */
export interface KeyContent extends KeyMaterial {
  state: string;
}

export interface DecideInstantiation {
  content: KeyContent;
  /** The chain epoch for which the data was read. */
  dataEpoch: Epoch;
  ownEpoch: Epoch;
  inFlight: boolean;
  instantiated: KeyContent | null;
  /** Contents whose instantiation failed: never tried again. */
  failed: readonly KeyContent[];
}

export type InstantiationDecision =
  | { action: 'spawn' }
  | { action: 'none'; reason: 'in_flight' | 'epoch_mismatch' | 'unchanged' | 'failed_before' };

/** Whether to start an instantiation of adopted bytes; it is then polled, never awaited. `docs/spec/barrier.md#instantiation` */
export function decideInstantiation(input: DecideInstantiation): InstantiationDecision {
  if (input.inFlight) return { action: 'none', reason: 'in_flight' };
  if (input.dataEpoch !== input.ownEpoch) return { action: 'none', reason: 'epoch_mismatch' };
  if (input.instantiated !== null && sameContent(input.instantiated, input.content))
    return { action: 'none', reason: 'unchanged' };
  if (input.failed.some((content) => sameContent(content, input.content)))
    return { action: 'none', reason: 'failed_before' };
  return { action: 'spawn' };
}

function sameContent(a: KeyContent, b: KeyContent): boolean {
  return a.dkg === b.dkg && a.reconfiguration === b.reconfiguration && a.state === b.state;
}
