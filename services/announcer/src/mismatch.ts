import {
  attestationDigest,
  type Digest,
  decodeAttestation,
  describeAttestationMismatch,
  fromHex,
  type HandoffAttestation,
  type HandoffItemKey,
  itemKeyText,
} from '@baton/protocol';
import type { AttestationDifference, AttestationRow } from '@baton/read-model';

/**
 * How the own attestation differs from what others signed: from the certified one if there is one, else from the other
 * one with most stake; null while nobody signed anything else. docs/spec/producer.md#mismatch
 */
export function attestationDifference(
  own: HandoffAttestation,
  tallied: readonly AttestationRow[],
  certified: Digest | undefined,
): AttestationDifference | null {
  const ownDigest = attestationDigest(own);
  const others = tallied.filter((row) => row.attestationDigest !== ownDigest);
  if (certified === ownDigest || others.length === 0) return null;
  const byWeight = [...others].sort((a, b) => b.stake - a.stake);
  const other = byWeight.find((row) => row.attestationDigest === certified) ?? byWeight[0]!;
  const theirs = decodeAttestation(fromHex(other.encoded));
  const mismatch = describeAttestationMismatch(own, theirs);
  if (mismatch === null) return null;
  const keys = [...mismatch.onlyOwn, ...mismatch.onlyOther, ...mismatch.differing.map((item) => item.key)];
  const digestIn = ({ items }: HandoffAttestation, key: HandoffItemKey) =>
    items.find((item) => itemKeyText(item.key) === itemKeyText(key))?.digest ?? null;
  return {
    attestationDigest: other.attestationDigest,
    verdict: mismatch.nextCommitteeHashes === null ? 'items_differ' : 'next_committee_differs',
    items: keys.map((key) => ({ key, local: digestIn(own, key), sequenced: digestIn(theirs, key) })),
  };
}
