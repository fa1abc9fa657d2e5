import { describe, expect, it } from 'vitest';
import { attestationDigest, type HandoffAttestation, signHandoffAttestation } from '../messages/index.ts';
import { committeeOf, digestOf, EPOCH, FOUR, validator } from '../testing/network.ts';
import {
  ATTESTATIONS_PER_SIGNER,
  assembleCertificate,
  emptyHandoffTally,
  type HandoffTally,
  tallyHandoffSignature,
} from './tally.ts';
import { verifyHandoffSignature } from './verify-signature.ts';

const committee = committeeOf(FOUR);
const attestationOf = (label: string): HandoffAttestation => ({
  epoch: EPOCH,
  nextCommitteeHash: digestOf(label),
  items: [],
});
const A = attestationOf('a');
const signed = (index: number, attestation = A) => {
  const { name, sign } = validator(index);
  return signHandoffAttestation(attestation, name, sign);
};
const add = (tally: HandoffTally, index: number, attestation = A, within = committee) =>
  tallyHandoffSignature({ tally, message: signed(index, attestation), committee: within });

function addAll(indices: readonly number[], attestation = A): HandoffTally {
  return indices.reduce((tally, index) => add(tally, index, attestation).tally, emptyHandoffTally());
}

describe('signature verdicts', () => {
  it('come in the order attestation, signer, signature', () => {
    const stranger = { ...signed(9), signature: signed(1).signature };
    expect(verifyHandoffSignature({ message: stranger, expected: attestationOf('b'), committee })).toBe(
      'attestation_mismatch',
    );
    expect(verifyHandoffSignature({ message: stranger, expected: A, committee })).toBe('unknown_signer');
    expect(
      verifyHandoffSignature({ message: { ...signed(0), signature: signed(1).signature }, expected: A, committee }),
    ).toBe('invalid_signature');
    expect(verifyHandoffSignature({ message: signed(0), expected: structuredClone(A), committee })).toBe('accept');
  });
});

describe('the tally', () => {
  it('certifies at the quorum and enriches with each new signer', () => {
    expect(add(addAll([]), 0).result.outcome).toBe('recorded');
    expect(add(addAll([0]), 1).result.outcome).toBe('recorded');
    expect(add(addAll([0, 1]), 2).result).toMatchObject({
      outcome: 'certified',
      certificate: { signatures: [{}, {}, {}] },
    });
    expect(add(addAll([0, 1, 2]), 3).result).toMatchObject({
      outcome: 'certified',
      certificate: { signatures: [{}, {}, {}, {}] },
    });
  });

  it('gains nothing from a repetition', () => {
    const { tally, result } = add(addAll([0, 1, 2]), 2);
    expect(result).toEqual({ outcome: 'replaced' });
    expect(tally.attestations.get(attestationDigest(A))?.stake).toBe(3);
  });

  it('does not know order: any gives the same certificate', () => {
    const digest = attestationDigest(A);
    const [one, two] = [addAll([3, 1, 0]), addAll([0, 1, 3])].map((tally) => tally.attestations.get(digest));
    expect(one && assembleCertificate(one)).toEqual(two && assembleCertificate(two));
  });

  it('rejects strangers and forgers', () => {
    expect(add(addAll([]), 9).result).toEqual({ outcome: 'rejected', verdict: 'unknown_signer' });
    const forged = { ...signed(0), signature: signed(1).signature };
    expect(tallyHandoffSignature({ tally: addAll([]), message: forged, committee }).result).toEqual({
      outcome: 'rejected',
      verdict: 'invalid_signature',
    });
  });

  it('ignores a member without stake, and weighs the others by theirs', () => {
    const weighted = committeeOf(FOUR, { stakes: [0, 1, 1, 5] });
    expect(add(addAll([]), 0, A, weighted).result).toEqual({ outcome: 'ignored', reason: 'no_stake' });
    expect(add(addAll([]), 3, A, weighted).result.outcome).toBe('certified');
  });

  it('keeps only so many attestations of one signer', () => {
    let tally = emptyHandoffTally();
    for (let n = 0; n < ATTESTATIONS_PER_SIGNER; n++) tally = add(tally, 0, attestationOf(`${n}`)).tally;
    expect(add(tally, 0, attestationOf('one more')).result).toEqual({
      outcome: 'ignored',
      reason: 'too_many_attestations',
    });
    expect(add(tally, 1, attestationOf('one more')).result.outcome).toBe('recorded');
  });
});
