import {
  attestationDigest,
  digest,
  encodeAttestation,
  type HandoffAttestation,
  objectId,
  toHex,
} from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { attestationDifference } from './mismatch.ts';

const hash = (n: number) => digest(n.toString(16).padStart(64, '0'));
const key = { type: 'network_dkg_output' as const, keyId: objectId(`0x${'01'.repeat(32)}`) };
const attestation = (item: number, committee = 1): HandoffAttestation => ({
  epoch: 5,
  nextCommitteeHash: hash(committee),
  items: [{ key, digest: hash(item) }],
});
const row = (of: HandoffAttestation, stake: number) => ({
  epoch: 5,
  attestationDigest: attestationDigest(of),
  items: 1,
  nextCommitteeHash: of.nextCommitteeHash,
  encoded: toHex(encodeAttestation(of)),
  stake,
  signers: stake,
});
const own = attestation(1);

describe('attestationDifference', () => {
  it('finds none while all sign the same, or once the own one is certified', () => {
    expect(attestationDifference(own, [row(own, 3)], undefined)).toBeNull();
    expect(attestationDifference(own, [row(own, 3), row(attestation(2), 1)], attestationDigest(own))).toBeNull();
  });

  it('compares with the certified one, else with the one of most stake', () => {
    const tallied = [row(own, 1), row(attestation(2), 1), row(attestation(3), 2)];
    const heaviest = attestationDifference(own, tallied, undefined);
    expect(heaviest).toMatchObject({
      verdict: 'items_differ',
      items: [{ key, local: hash(1), sequenced: hash(3) }],
    });
    const certified = attestationDifference(own, tallied, attestationDigest(attestation(2)));
    expect(certified?.items[0]?.sequenced).toBe(hash(2));
  });

  it('tells apart a different next committee', () => {
    expect(attestationDifference(own, [row(attestation(1, 2), 3)], undefined)?.verdict).toBe('next_committee_differs');
  });
});
