import { describe, expect, it } from 'vitest';
import { committeeSnapshot } from '../committee.ts';
import { hashNextCommittee } from '../handoff/next-committee.ts';
import { signHandoffAttestation } from '../messages/index.ts';
import { committeeOf, digestOf, EPOCH, FOUR, keyId, validator } from '../testing/network.ts';
import { parseCertificate, parseCommittee } from './certificate.ts';
import { verifyCertificateAlone } from './verify.ts';

const committee = committeeOf(FOUR);
const next = committeeOf(FOUR, { epoch: EPOCH + 1 });
const attestation = {
  epoch: EPOCH,
  nextCommitteeHash: hashNextCommittee(FOUR.map((index) => validator(index).name)),
  items: [
    { key: { type: 'network_dkg_output' as const, keyId: keyId(0) }, digest: digestOf('dkg') },
    { key: { type: 'validator_mpc_data' as const, validator: validator(0).name }, digest: digestOf('blob') },
  ],
};
const certificate = {
  attestation,
  signatures: FOUR.map((index) => {
    const { name, sign } = validator(index);
    return { signer: name, signature: signHandoffAttestation(attestation, name, sign).signature };
  }),
};
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a certificate and its committees as JSON', () => {
  it('are what they were before, and verify', () => {
    const read = parseCertificate(json(certificate), 'certificate');
    expect(read).toEqual(certificate);
    const seated = parseCommittee(json(committeeSnapshot(committee)), 'committee');
    expect(verifyCertificateAlone({ certificate: read, committee: seated, next })).toMatchObject({ valid: true });
  });

  it('that were tampered with are refused by the check that sees it', () => {
    const items = attestation.items.map((item) => ({ ...item, digest: digestOf('another') }));
    const tampered = { ...certificate, attestation: { ...attestation, items } };
    const verification = verifyCertificateAlone({ certificate: tampered, committee, next });
    expect(verification).toMatchObject({ valid: false, fault: 'invalid_signature' });
  });

  it('are refused by the place that is wrong', () => {
    const unknown = { ...certificate, attestation: { ...attestation, items: [{ key: { type: 'x' }, digest: '' }] } };
    expect(() => parseCertificate(json(unknown), 'it')).toThrow('it.attestation.items[0].key.type: "x" is no kind');
    expect(() => parseCertificate(json({ attestation }), 'it')).toThrow('it.signatures is missing');
    const unsafe = { ...committeeSnapshot(committee), quorumThreshold: 2 };
    expect(() => parseCommittee(json(unsafe), 'it')).toThrow(
      expect.objectContaining({ code: 'COMMITTEE_UNSAFE', message: expect.stringMatching(/^it: /) }),
    );
  });

  it('take as next committee only the one of the epoch after', () => {
    expect(() => verifyCertificateAlone({ certificate, committee, next: committee })).toThrow('not of epoch 6');
  });
});
