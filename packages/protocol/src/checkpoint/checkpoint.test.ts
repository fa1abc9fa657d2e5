import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it } from 'vitest';
import { chainThresholds, createCommittee } from '../committee.ts';
import { verifyAggregateBls, verifyBls } from '../crypto/index.ts';
import { type AuthorityName, blsSignature, fromHex, toHex } from '../identifiers.ts';
import { EPOCH, validator } from '../testing/network.ts';
import { bitmapOf, certifyCheckpoint } from './certificate.ts';
import { type CheckpointKind, checkpointSigningBytes } from './signing.ts';

const scheme = bls12_381.longSignatures;
const DOMAIN = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const secrets = [1, 2, 3, 4].map((index) => new Uint8Array(32).fill(index));
const names = secrets.map((secret) => toHex(scheme.getPublicKey(secret).toBytes(true)) as AuthorityName);
const committee = createCommittee({
  epoch: EPOCH,
  members: names.map((name, index) => ({ name, stake: 1, consensusKey: validator(index).consensusKey })),
  ...chainThresholds(4),
});

const C = Uint8Array.of(9, 9);

function signedBy(seat: number, contents: Uint8Array = C, kind: CheckpointKind = 'system', epoch = EPOCH) {
  const bytes = checkpointSigningBytes(kind, { epoch, contents });
  const point = scheme.sign(scheme.hash(bytes, DOMAIN), secrets[seat]!);
  return { authority: names[seat]!, signature: blsSignature(toHex(point.toBytes(true))) };
}

const certify = (...signatures: ReturnType<typeof signedBy>[]) =>
  certifyCheckpoint({ kind: 'system', epoch: EPOCH, contents: C, signatures, committee });

describe('checkpoint signatures', () => {
  it('are over the intent, the contents and the epoch', () => {
    const checkpoint = { epoch: 5, contents: Uint8Array.of(7) };
    expect([...checkpointSigningBytes('dwallet', checkpoint)]).toEqual([1, 0, 0, 7, 5, 0, 0, 0, 0, 0, 0, 0]);
    expect(checkpointSigningBytes('system', checkpoint)[0]).toBe(2);
  });

  it('make a certificate at a quorum of stake, which the chain can verify by seat', () => {
    expect(certify(signedBy(3), signedBy(0))).toEqual({ outcome: 'below_quorum', stake: 2, invalid: [] });
    const result = certify(signedBy(3), signedBy(0), signedBy(1));
    const certificate = result.outcome === 'certified' ? result.certificate : expect.unreachable();
    expect(certificate).toMatchObject({ stake: 3, signers: [names[0], names[1], names[3]], contents: C });
    expect([...certificate.signersBitmap]).toEqual([0b1011]);
    const message = scheme.hash(checkpointSigningBytes('system', { epoch: EPOCH, contents: C }), DOMAIN);
    const keys = [0, 1, 3].map((seat) => fromHex(names[seat]!));
    expect(scheme.verify(certificate.aggregateSignature, message, scheme.aggregatePublicKeys(keys))).toBe(true);
  });

  it.each([
    ['over other contents', signedBy(2, Uint8Array.of(1))],
    ['of the other kind', signedBy(2, C, 'dwallet')],
    ['of another epoch', signedBy(2, C, 'system', EPOCH + 1)],
    ['in another name', { ...signedBy(3), authority: names[2]! }],
    ['that are no point', { authority: names[2]!, signature: blsSignature('ff'.repeat(96)) }],
  ])('%s are dropped and reported, and spoil nothing', (_, bad) => {
    expect(certify(signedBy(0), signedBy(1), bad)).toEqual({ outcome: 'below_quorum', stake: 2, invalid: [names[2]] });
    const result = certify(signedBy(0), signedBy(1), bad, signedBy(3));
    expect(result).toMatchObject({
      outcome: 'certified',
      invalid: [names[2]],
      certificate: { signers: [names[0], names[1], names[3]] },
    });
    const { aggregateSignature, signers } = result.outcome === 'certified' ? result.certificate : expect.unreachable();
    const message = checkpointSigningBytes('system', { epoch: EPOCH, contents: C });
    expect(verifyAggregateBls(aggregateSignature, message, signers)).toBe(true);
  });

  it('of strangers and repeated ones weigh nothing', () => {
    const stranger = { ...signedBy(0), authority: validator(9).name };
    expect(certify(stranger, signedBy(0), signedBy(0))).toEqual({ outcome: 'below_quorum', stake: 1, invalid: [] });
    expect(certify()).toEqual({ outcome: 'below_quorum', stake: 0, invalid: [] });
  });

  it('that are malformed are false, not an error', () => {
    expect(verifyBls(blsSignature('ff'.repeat(96)), C, names[0]!)).toBe(false);
    expect(verifyAggregateBls(new Uint8Array(96), C, names)).toBe(false);
  });

  it('mark seats in bits, lowest first', () => {
    const members = Array.from({ length: 9 }, (_, index) => ({ ...validator(index), stake: 1 }));
    const signers = [0, 7, 8].map((index) => validator(index).name);
    expect([...bitmapOf({ members }, signers)]).toEqual([0b1000_0001, 0b1]);
  });
});
