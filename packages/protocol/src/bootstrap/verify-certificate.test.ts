import { describe, expect, it } from 'vitest';
import { hashNextCommittee } from '../handoff/next-committee.ts';
import { type CertifiedHandoffAttestation, signHandoffAttestation } from '../messages/index.ts';
import { committeeOf, digestOf, EPOCH, FOUR, keyId, validator } from '../testing/network.ts';
import { decideJoinerBootstrap, decideJoinerFanOut, distinctPeersRequired } from './joiner-bootstrap.ts';
import { verifyCertifiedHandoffAttestation, verifyJoinerBootstrapCertificate } from './verify-certificate.ts';

const committee = committeeOf(FOUR);
const nextMembers = [0, 1, 2, 4].map((index) => validator(index).name);

function certificateOf(indices: readonly number[]): CertifiedHandoffAttestation {
  const items = [{ key: { type: 'network_dkg_output' as const, keyId: keyId(0) }, digest: digestOf('dkg') }];
  const attestation = { epoch: EPOCH, nextCommitteeHash: hashNextCommittee(nextMembers), items };
  const signatures = indices.map((index) => {
    const { name, sign } = validator(index);
    return { signer: name, signature: signHandoffAttestation(attestation, name, sign).signature };
  });
  return { attestation, signatures };
}

const verify = (certificate: CertifiedHandoffAttestation) =>
  verifyCertifiedHandoffAttestation({ certificate, committee });

describe('a certificate', () => {
  it('is valid with a quorum, and says what each check found', () => {
    const result = verify(certificateOf([0, 1, 3]));
    expect(result).toMatchObject({ valid: true, fault: null, stake: 3, quorum: 3, skipped: [] });
    expect(result.checks.map(({ check, result: found }) => `${check}:${found}`)).toEqual([
      'canonical:passed',
      'signature:passed',
      'signature:passed',
      'signature:passed',
      'quorum:passed',
    ]);
  });

  it('skips a signer without stake, wherever it stands, and tolerates a junk entry that a relay appended', () => {
    const junk = { signer: validator(9).name, signature: certificateOf([0]).signatures[0]!.signature };
    const certificate = certificateOf([0, 1, 2]);
    const result = verify({ ...certificate, signatures: [junk, ...certificate.signatures] });
    expect(result).toMatchObject({ valid: true, stake: 3, skipped: [validator(9).name] });
    expect(result.checks[1]).toMatchObject({ check: 'signature', result: 'skipped', subject: validator(9).name });
  });

  it('lacks a quorum with two signers and a junk one', () => {
    expect(verify(certificateOf([0, 1, 9]))).toMatchObject({ valid: false, fault: 'insufficient_stake', stake: 2 });
  });

  it('tolerates a departed signer through the slack of an enriched one', () => {
    const departed = committeeOf([0, 1, 2]);
    expect(
      verifyCertifiedHandoffAttestation({ certificate: certificateOf([0, 1, 2, 3]), committee: departed }).valid,
    ).toBe(true);
  });

  it('is refused for a signer listed twice, before its weight is looked at', () => {
    const certificate = certificateOf([0, 1, 2, 9]);
    const twice = { ...certificate, signatures: [...certificate.signatures, ...certificateOf([9]).signatures] };
    expect(verify(twice)).toMatchObject({ valid: false, fault: 'duplicate_signer' });
  });

  it('is refused for one bad signature even above the quorum', () => {
    const certificate = certificateOf([0, 1, 2, 3]);
    const bad = { signer: validator(3).name, signature: certificate.signatures[0]!.signature };
    expect(verify({ ...certificate, signatures: [...certificate.signatures.slice(0, 3), bad] })).toMatchObject({
      valid: false,
      fault: 'invalid_signature',
    });
  });

  it('is refused if its items are out of order', () => {
    const certificate = certificateOf([0, 1, 2]);
    const items = [certificate.attestation.items[0]!, certificate.attestation.items[0]!];
    expect(verify({ ...certificate, attestation: { ...certificate.attestation, items } }).fault).toBe('not_canonical');
  });

  it('of a tampered attestation has no good signature', () => {
    const certificate = certificateOf([0, 1, 2]);
    const attestation = { ...certificate.attestation, nextCommitteeHash: digestOf('another') };
    expect(verify({ ...certificate, attestation }).fault).toBe('invalid_signature');
  });
});

describe('the certificate that anchors an epoch', () => {
  const base = { certificate: certificateOf([0, 1, 2]), committee, expectedEpoch: EPOCH, nextMembers };

  it('is of the epoch before and names exactly the committee that sits', () => {
    expect(verifyJoinerBootstrapCertificate(base).checks.map(({ check }) => check)).toEqual([
      'canonical',
      'epoch',
      'next_committee',
      'signature',
      'signature',
      'signature',
      'quorum',
    ]);
    expect(verifyJoinerBootstrapCertificate({ ...base, nextMembers: [...nextMembers].reverse() }).valid).toBe(true);
  });

  it('is refused otherwise', () => {
    expect(verifyJoinerBootstrapCertificate({ ...base, expectedEpoch: EPOCH + 1 }).fault).toBe('wrong_epoch');
    expect(verifyJoinerBootstrapCertificate({ ...base, nextMembers: nextMembers.slice(1) }).fault).toBe(
      'next_committee_mismatch',
    );
    expect(verifyJoinerBootstrapCertificate({ ...base, committee: committeeOf([5, 6, 7, 8]) }).fault).toBe(
      'insufficient_stake',
    );
  });

  it('may be checked without its successor, and says so', () => {
    const result = verifyJoinerBootstrapCertificate({ ...base, nextMembers: null });
    expect(result.valid).toBe(true);
    expect(result.checks[2]).toMatchObject({ check: 'next_committee', result: 'skipped' });
  });
});

describe('bootstrap from peers', () => {
  const invalid = (...names: string[]) => names.map((peer) => ({ peer, answer: 'invalid' as const }));
  const base = { attemptsMade: 30, attemptsMax: 30, committeeSize: 4, answers: [] };

  it('takes the first good answer among bad ones', () => {
    const answers = [...invalid('a', 'b', 'c'), { peer: 'd', answer: 'verified' as const }];
    expect(decideJoinerBootstrap({ ...base, answers })).toEqual({ outcome: 'verified', peer: 'd' });
  });

  it('can not be halted by one liar, however often it lies', () => {
    expect(decideJoinerBootstrap({ ...base, answers: invalid('a', 'a', 'a') })).toEqual({
      outcome: 'unavailable',
      invalidPeers: ['a'],
      required: 2,
    });
  });

  it('halts on f + 1 distinct liars once the attempts are spent', () => {
    expect(decideJoinerBootstrap({ ...base, answers: invalid('a', 'b') })).toMatchObject({
      outcome: 'rejected',
      peers: ['a', 'b'],
    });
    expect(decideJoinerBootstrap({ ...base, attemptsMade: 29, answers: invalid('a', 'b') })).toEqual({
      outcome: 'retry',
      attemptsLeft: 1,
    });
  });

  it('waits where nobody answers', () => {
    expect(decideJoinerBootstrap(base)).toMatchObject({ outcome: 'unavailable', invalidPeers: [] });
  });

  it('counts members, not stake', () => {
    expect([1, 3, 4, 6, 7, 10].map(distinctPeersRequired)).toEqual([1, 2, 2, 3, 3, 4]);
  });
});

describe("a joiner's fan-out", () => {
  it('is done with enough distinct peers, retried, and given up after 100 attempts', () => {
    expect(decideJoinerFanOut({ acceptedPeers: ['a', 'a'], attemptsMade: 1, committeeSize: 4 })).toMatchObject({
      outcome: 'retry',
      attemptsLeft: 99,
    });
    expect(decideJoinerFanOut({ acceptedPeers: ['a', 'b'], attemptsMade: 2, committeeSize: 4 })).toMatchObject({
      outcome: 'done',
    });
    expect(decideJoinerFanOut({ acceptedPeers: ['a'], attemptsMade: 100, committeeSize: 4 })).toMatchObject({
      outcome: 'exhausted',
    });
  });
});
