import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it } from 'vitest';
import { chainThresholds, createCommittee } from '../committee.ts';
import { type AuthorityName, blsSignature, fromHex, toHex } from '../identifiers.ts';
import type { CheckpointSignature } from '../messages/index.ts';
import { EPOCH, validator } from '../testing/network.ts';
import { type CheckpointKind, checkpointSigningBytes, verifyBls } from './signing.ts';
import { type CheckpointTallies, checkpointCertificate, signersBitmap, tallyCheckpointSignature } from './tally.ts';

const scheme = bls12_381.longSignatures;
const DOMAIN = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const secrets = [1, 2, 3, 4].map((index) => new Uint8Array(32).fill(index));
const names = secrets.map((secret) => toHex(scheme.getPublicKey(secret).toBytes(true)) as AuthorityName);
const committee = createCommittee({
  epoch: EPOCH,
  members: names.map((name, index) => ({ name, stake: 1, consensusKey: validator(index).consensusKey })),
  ...chainThresholds(4),
});

function signedBy(
  seat: number,
  contents: Uint8Array,
  kind: CheckpointKind = 'system',
  epoch = EPOCH,
): CheckpointSignature {
  const checkpoint = { epoch, sequenceNumber: 1, contents };
  const point = scheme.sign(scheme.hash(checkpointSigningBytes(kind, checkpoint), DOMAIN), secrets[seat]!);
  return { checkpoint, authority: names[seat]!, signature: blsSignature(toHex(point.toBytes(true))) };
}

const C = Uint8Array.of(9, 9);
const add = (tallies: CheckpointTallies, given: CheckpointSignature, kind: CheckpointKind = 'system') =>
  tallyCheckpointSignature({ tallies, kind, given, epoch: EPOCH, committee });

describe('checkpoint signatures', () => {
  it('are over the intent, the contents and the epoch', () => {
    const checkpoint = { epoch: 5, sequenceNumber: 1, contents: Uint8Array.of(7) };
    expect([...checkpointSigningBytes('dwallet', checkpoint)]).toEqual([1, 0, 0, 7, 5, 0, 0, 0, 0, 0, 0, 0]);
    expect(checkpointSigningBytes('system', checkpoint)[0]).toBe(2);
  });

  it('make a certificate at a quorum of stake, which the chain can verify by seat', () => {
    let tallies: CheckpointTallies = new Map();
    for (const seat of [3, 0]) tallies = add(tallies, signedBy(seat, C)).tallies;
    expect(checkpointCertificate(tallies, 'system', 1, committee)).toBeNull();
    const { tallies: quorum, result } = add(tallies, signedBy(1, C));
    expect(result).toEqual({ outcome: 'certified', stake: 3 });
    const certificate = checkpointCertificate(quorum, 'system', 1, committee);
    expect(certificate).toMatchObject({ stake: 3, signers: [names[0], names[1], names[3]] });
    expect([...(certificate?.signersBitmap ?? [])]).toEqual([0b1011]);
    const keys = [0, 1, 3].map((seat) => fromHex(names[seat]!));
    const message = scheme.hash(
      checkpointSigningBytes('system', { epoch: EPOCH, sequenceNumber: 1, contents: C }),
      DOMAIN,
    );
    expect(scheme.verify(certificate!.aggregateSignature, message, scheme.aggregatePublicKeys(keys))).toBe(true);
    expect(checkpointCertificate(quorum, 'dwallet', 1, committee)).toBeNull();
  });

  it('are refused for another epoch, of strangers, and over other bytes', () => {
    const none: CheckpointTallies = new Map();
    expect(add(none, signedBy(0, C, 'system', EPOCH + 1)).result).toEqual({
      outcome: 'rejected',
      reason: 'wrong_epoch',
    });
    expect(add(none, { ...signedBy(0, C), authority: validator(9).name }).result).toEqual({
      outcome: 'rejected',
      reason: 'unknown_signer',
    });
    expect(add(none, { ...signedBy(0, C), authority: names[1]! }).result).toEqual({
      outcome: 'rejected',
      reason: 'invalid_signature',
    });
    expect(add(none, signedBy(0, C, 'dwallet')).result).toEqual({ outcome: 'rejected', reason: 'invalid_signature' });
    expect(verifyBls(blsSignature('ff'.repeat(96)), C, names[0]!)).toBe(false);
  });

  it('count once, and of one member for two contents at most', () => {
    let tallies = add(new Map(), signedBy(0, C)).tallies;
    expect(add(tallies, signedBy(0, C)).result).toEqual({ outcome: 'ignored', reason: 'repeated' });
    tallies = add(tallies, signedBy(0, Uint8Array.of(1))).tallies;
    expect(add(tallies, signedBy(0, Uint8Array.of(2))).result).toEqual({
      outcome: 'ignored',
      reason: 'too_many_contents',
    });
  });

  it('certify one content of a number, even if another reaches a quorum later', () => {
    let tallies: CheckpointTallies = new Map();
    for (const seat of [0, 1, 2]) tallies = add(tallies, signedBy(seat, C)).tallies;
    for (const seat of [1, 2]) tallies = add(tallies, signedBy(seat, Uint8Array.of(1))).tallies;
    expect(add(tallies, signedBy(3, Uint8Array.of(1))).result).toEqual({ outcome: 'recorded', stake: 3 });
    expect(checkpointCertificate(tallies, 'system', 1, committee)?.checkpoint.contents).toEqual(C);
  });

  it('mark seats in bits, lowest first', () => {
    const nine = createCommittee({
      epoch: EPOCH,
      members: Array.from({ length: 9 }, (_, index) => ({
        name: validator(index).name,
        stake: 1,
        consensusKey: validator(index).consensusKey,
      })),
      ...chainThresholds(9),
    });
    expect([
      ...signersBitmap(
        nine,
        [0, 7, 8].map((index) => validator(index).name),
      ),
    ]).toEqual([0b1000_0001, 0b1]);
  });
});
