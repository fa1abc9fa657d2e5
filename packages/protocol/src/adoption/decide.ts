import type { Digest, Epoch, ObjectId } from '../identifiers.ts';

/** A network key's bytes by digest; null where there are none. */
export interface KeyMaterial {
  dkg: Digest | null;
  reconfiguration: Digest | null;
}

export interface DecideKeyAdoption {
  keyId: ObjectId;
  epoch: Epoch;
  /** What the overlay offers. */
  local: KeyMaterial;
  dkgAtEpoch: Epoch;
  /** Reconfiguration output that this epoch itself produced: it belongs to the next committee. */
  producedThisEpoch: Digest | null;
  /** What the prior certificate pins for this key; null where there is no certificate. */
  certified: KeyMaterial | null;
  adopted: KeyMaterial | null;
  /** An instantiation of this key exists or runs. */
  instantiatedOrInFlight: boolean;
  previousProtocolVersion: number | null;
  /** The `warnKey`s of earlier warnings. */
  warned: readonly string[];
}

/** Row of the rule table in `docs/spec/barrier.md#adoption`. */
export type AdoptionRule = 1 | 2 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;

export interface KeyAdoption {
  action: 'adopt' | 'skip';
  rule: AdoptionRule;
  reason:
    | 'dkg_output_empty'
    | 'belongs_to_next_committee'
    | 'reconfiguration_output_missing'
    | 'dkg_output_differs'
    | 'already_adopted_richer'
    | 'dkg_only'
    | 'reconfiguration_output_differs'
    | 'certified'
    | 'first_certified_epoch'
    | 'no_certificate';
  /** Worth one warning; `warnKey` says it once per key and bytes. */
  warn: boolean;
  warnKey: string;
  /** The key is to be read in full from the chain until it is instantiated. */
  stranded: boolean;
}

/**
 * Whether this epoch may use the offered bytes of a network key: only what the prior certificate pins, in the order of
 * the rule table; the first match wins. `docs/spec/barrier.md#adoption`
 */
export function decideKeyAdoption(input: DecideKeyAdoption): KeyAdoption {
  const { local, certified, adopted } = input;
  const holdsNothing = !input.instantiatedOrInFlight && adopted === null;
  const strandedIfEmptyHanded = holdsNothing && input.dkgAtEpoch < input.epoch;
  if (local.dkg === null) return skip(input, 1, 'dkg_output_empty', false, strandedIfEmptyHanded);
  if (local.reconfiguration !== null && local.reconfiguration === input.producedThisEpoch) {
    return skip(input, 2, 'belongs_to_next_committee', false, holdsNothing);
  }
  if (local.reconfiguration === null) return decideDkgOnly(input);
  if (certified !== null) {
    const unadopted = adopted === null;
    if (certified.dkg !== local.dkg) return skip(input, 8, 'dkg_output_differs', unadopted);
    if (certified.reconfiguration !== local.reconfiguration)
      return skip(input, 9, 'reconfiguration_output_differs', unadopted);
    return adopt(input, 10, 'certified');
  }
  // Stated by the recorded version: a missing certificate alone never lets the chain's copy in.
  if (input.previousProtocolVersion === 3) return adopt(input, 11, 'first_certified_epoch');
  return skip(input, 11, 'no_certificate', true);
}

function decideDkgOnly(input: DecideKeyAdoption): KeyAdoption {
  const { local, certified, adopted } = input;
  if (certified !== null && certified.reconfiguration !== null)
    return skip(input, 4, 'reconfiguration_output_missing', true);
  if (certified !== null && certified.dkg !== null && certified.dkg !== local.dkg)
    return skip(input, 5, 'dkg_output_differs', true);
  if (adopted !== null && adopted.reconfiguration !== null) return skip(input, 6, 'already_adopted_richer', false);
  return adopt(input, 7, 'dkg_only');
}

function skip(
  input: DecideKeyAdoption,
  rule: AdoptionRule,
  reason: KeyAdoption['reason'],
  warn: boolean,
  stranded = false,
): KeyAdoption {
  const warnKey = warnKeyOf(input);
  return { action: 'skip', rule, reason, warn: warn && !input.warned.includes(warnKey), warnKey, stranded };
}

function adopt(input: DecideKeyAdoption, rule: AdoptionRule, reason: KeyAdoption['reason']): KeyAdoption {
  return { action: 'adopt', rule, reason, warn: false, warnKey: warnKeyOf(input), stranded: false };
}

function warnKeyOf({ keyId, local }: DecideKeyAdoption): string {
  return `${keyId}/${local.reconfiguration ?? local.dkg ?? 'empty'}`;
}
