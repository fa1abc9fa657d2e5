import type { Digest, Epoch } from '../identifiers.ts';
import { compareHandoffItemKeys, type HandoffAttestation, type HandoffItemKey } from '../messages/index.ts';
import { itemKeyText } from './items.ts';

export interface AttestationMismatch {
  epochs: { own: Epoch; other: Epoch } | null;
  nextCommitteeHashes: { own: Digest; other: Digest } | null;
  onlyOwn: HandoffItemKey[];
  onlyOther: HandoffItemKey[];
  differing: { key: HandoffItemKey; own: Digest; other: Digest }[];
}

/**
 * How the own attestation differs from another one; null if it does not. A diagnostic for the operator, never an
 * input to the tally. `docs/spec/handoff.md#mismatch`
 */
export function describeAttestationMismatch(
  own: HandoffAttestation,
  other: HandoffAttestation,
): AttestationMismatch | null {
  const mismatch: AttestationMismatch = {
    epochs: own.epoch === other.epoch ? null : { own: own.epoch, other: other.epoch },
    nextCommitteeHashes:
      own.nextCommitteeHash === other.nextCommitteeHash
        ? null
        : { own: own.nextCommitteeHash, other: other.nextCommitteeHash },
    onlyOwn: [],
    onlyOther: [],
    differing: [],
  };
  const others = new Map(other.items.map((item) => [itemKeyText(item.key), item]));
  for (const { key, digest } of own.items) {
    const counterpart = others.get(itemKeyText(key));
    others.delete(itemKeyText(key));
    if (counterpart === undefined) mismatch.onlyOwn.push(key);
    else if (counterpart.digest !== digest) mismatch.differing.push({ key, own: digest, other: counterpart.digest });
  }
  mismatch.onlyOther = [...others.values()].map((item) => item.key).sort(compareHandoffItemKeys);
  const items = mismatch.onlyOwn.length + mismatch.onlyOther.length + mismatch.differing.length;
  return items === 0 && mismatch.epochs === null && mismatch.nextCommitteeHashes === null ? null : mismatch;
}
