import { attestationDigest, encodeCertificate } from '@baton/protocol';
import { describe, expect, test } from 'vitest';
import { certify, DKG, EXPECTED, encoded, factsOfEpoch2, KEY, NAMES, RECONFIGURATION } from '../test/network.ts';
import { anchorRow } from './anchor-row.ts';
import { assess } from './assess.ts';
import { judgeCertificate } from './candidate.ts';

const dkg = { keyId: KEY, output: 'dkg' as const, digest: DKG };
const reconfiguration = { keyId: KEY, output: 'reconfiguration' as const, digest: RECONFIGURATION };
const held = [
  { ...dkg, epoch: 1 },
  { ...reconfiguration, epoch: 1 },
];
const minted = [{ source: 'handoff' as const, encoded: encoded() }];

describe('whether a certificate is needed', () => {
  test('not in the first epoch of the network', () => {
    const facts = factsOfEpoch2({ prior: { kind: 'none' } });
    expect(assess(facts, null)).toMatchObject({ state: 'ready', requiresCertificate: false });
  });

  test('not after an epoch of protocol version 3', () => {
    const prior = { kind: 'recorded', protocolVersion: 3, committee: EXPECTED.priorCommittee } as const;
    expect(assess(factsOfEpoch2({ prior }), null)).toMatchObject({ state: 'ready', requiresCertificate: false });
  });

  test('not in a chain-driven epoch, whatever is known of the one before', () => {
    const facts = factsOfEpoch2({ prior: { kind: 'unknown' }, protocolVersion: 3 });
    expect(assess(facts, null)).toMatchObject({ state: 'ready', requiresCertificate: false });
  });

  test('by a node that was not there, with the committee that the chain names', () => {
    const prior = { kind: 'from_chain', committee: EXPECTED.priorCommittee } as const;
    expect(assess(factsOfEpoch2({ prior }), null)).toMatchObject({ state: 'waiting', reason: 'no_certificate' });
    const facts = factsOfEpoch2({ prior, candidates: minted, held });
    expect(assess(facts, null)).toMatchObject({ state: 'ready', requiresCertificate: true });
  });

  test('not known, and so waited for, while the epoch before was not seen on the chain', () => {
    const facts = factsOfEpoch2({ prior: { kind: 'unknown' }, candidates: minted, held });
    expect(assess(facts, null)).toMatchObject({ state: 'waiting', reason: 'prior_epoch_unknown' });
  });
});

describe('what is waited for', () => {
  test('the certificate first', () => {
    expect(assess(factsOfEpoch2({ held }), null)).toMatchObject({ state: 'waiting', reason: 'no_certificate' });
  });

  test('then each certified output, by digest', () => {
    expect(assess(factsOfEpoch2({ candidates: minted }), null)).toMatchObject({
      state: 'waiting',
      missing: [dkg, reconfiguration],
    });
    const other = { ...reconfiguration, digest: DKG, epoch: 1 };
    const facts = factsOfEpoch2({ candidates: minted, held: [{ ...dkg, epoch: 0 }, other] });
    expect(assess(facts, null)).toMatchObject({ state: 'waiting', missing: [reconfiguration] });
  });

  test('nothing once all is held', () => {
    const assessment = assess(factsOfEpoch2({ candidates: minted, held }), null);
    expect(assessment).toMatchObject({ state: 'ready', reason: 'all_held', requiresCertificate: true });
    expect(anchorRow(2, assessment, { since: 5, retries: 2 }, 9)).toMatchObject({
      epoch: 2,
      state: 'ready',
      priorAttestationDigest: attestationDigest(certify({}).attestation),
      missing: [],
      since: 5,
      retries: 2,
      readyAt: 9,
    });
  });

  test('a certificate from a peer serves as well', () => {
    const verdict = judgeCertificate(encoded({ signers: 4 }), EXPECTED);
    expect(assess(factsOfEpoch2({ held }), verdict.valid ? verdict : null)).toMatchObject({ state: 'ready' });
  });
});

describe('what is held is verified again', () => {
  test.each([
    ['too few signers', encoded({ signers: 2 }), 'insufficient_stake'],
    ['another epoch', encoded({ epoch: 7 }), 'wrong_epoch'],
    ['another next committee', encoded({ next: NAMES.slice(1) }), 'next_committee_mismatch'],
    ['cut bytes', encoded().subarray(0, 50), 'truncated'],
    ['bytes after the end', new Uint8Array([...encoded(), 0]), 'trailing_bytes'],
  ])('%s', (_name, bytes, fault) => {
    const facts = factsOfEpoch2({ candidates: [{ source: 'anchor', encoded: bytes }, ...minted], held });
    const assessment = assess(facts, null);
    expect(assessment).toMatchObject({ state: 'rejected' });
    expect(assessment.reason).toContain(fault);
  });

  test('a signature under a key since given up spoils nothing where only the keys of today are known', () => {
    const certificate = certify({ signers: 4 });
    const [first, second, third] = certificate.signatures;
    if (first && second) first.signature = second.signature;
    const today = { ...EXPECTED, keysMayHaveChanged: true };
    const verdict = judgeCertificate(encodeCertificate(certificate), today);
    expect(verdict).toMatchObject({ valid: true, signers: 3 });
    const kept = verdict.valid ? verdict.encoded : new Uint8Array();
    expect(judgeCertificate(kept, EXPECTED)).toMatchObject({ valid: true, signers: 3 });
    if (third && second) third.signature = second.signature;
    const fault = 'insufficient_stake';
    expect(judgeCertificate(encodeCertificate(certificate), today)).toEqual({ valid: false, fault });
  });

  test('a signature of somebody else', () => {
    const certificate = certify({ signers: 4 });
    const [first, second] = certificate.signatures;
    if (first && second) first.signature = second.signature;
    const verdict = judgeCertificate(encodeCertificate(certificate), EXPECTED);
    expect(verdict).toEqual({ valid: false, fault: 'invalid_signature' });
  });
});
