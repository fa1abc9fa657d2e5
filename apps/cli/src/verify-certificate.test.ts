import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, type ValidatorKeys } from '@baton/keys';
import {
  type CertifiedHandoffAttestation,
  type CommitteeSnapshot,
  hashNextCommittee,
  signHandoffAttestation,
} from '@baton/protocol';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandFailure } from './failure.ts';
import { verifyCertificateFiles } from './verify-certificate.ts';

const dir = mkdtempSync(join(tmpdir(), 'baton-cert-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const seedOf = (index: number) => new Uint8Array(32).fill(index + 1);
const validators: ValidatorKeys[] = [0, 1, 2, 3].map((index) => generateKeys(seedOf(index)));

function committeeOf(epoch: number, keys = validators): CommitteeSnapshot {
  const members = keys.map(({ protocol, consensus }) => ({
    name: protocol.name,
    stake: 1,
    consensusKey: consensus.publicKey,
  }));
  return { epoch, members, quorumThreshold: 3, validityThreshold: 2 };
}

function certificateOf(signers: ValidatorKeys[]): CertifiedHandoffAttestation {
  const items = validators
    .map(({ protocol }) => protocol.name)
    .sort()
    .map((validator) => ({ key: { type: 'validator_mpc_data' as const, validator }, digest: 'ab'.repeat(32) }));
  const attestation = {
    epoch: 7,
    nextCommitteeHash: hashNextCommittee(validators.map(({ protocol }) => protocol.name)),
    items,
  } as CertifiedHandoffAttestation['attestation'];
  const signatures = signers.map(({ protocol, consensus }) => {
    const { signature } = signHandoffAttestation(attestation, protocol.name, consensus.sign);
    return { signer: protocol.name, signature };
  });
  return { attestation, signatures };
}

function file(name: string, content: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('baton cert verify', () => {
  let printed = '';
  beforeEach(() => {
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      printed += String(chunk);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const verify = (certificate: unknown, committee: unknown, next?: unknown) =>
    verifyCertificateFiles({
      certificate: file('certificate.json', certificate),
      committee: file('committee.json', committee),
      ...(next === undefined ? {} : { next: file('next.json', next) }),
    });

  it('says for each check what it found, and 0 for a valid one', () => {
    expect(verify(certificateOf(validators), committeeOf(7), committeeOf(8))).toBe(0);
    expect(printed.match(/passed/g)).toHaveLength(3 + 4 + 1);
    expect(printed).toMatch(/valid: epoch 7, 4 signers, stake 4 of 3 needed/);
  });

  it('says that the next committee was not looked at when none is given', () => {
    expect(verify(certificateOf(validators.slice(0, 3)), committeeOf(7))).toBe(0);
    expect(printed).toMatch(/skipped.* next committee/);
  });

  it('answers 1 with the reason when the stake is not enough', () => {
    expect(verify(certificateOf(validators.slice(0, 2)), committeeOf(7))).toBe(1);
    expect(printed).toMatch(/invalid: insufficient_stake: stake 2 of 3/);
  });

  it('answers 1 when one signature is of something else', () => {
    const certificate = certificateOf(validators);
    const [first, second] = certificate.signatures;
    if (first === undefined || second === undefined) throw new Error('no signatures');
    first.signature = second.signature;
    expect(verify(certificate, committeeOf(7))).toBe(1);
    expect(printed).toMatch(/invalid: invalid_signature/);
  });

  it('answers 1 when it is of another epoch or names another committee', () => {
    expect(verify(certificateOf(validators), committeeOf(6))).toBe(1);
    expect(printed).toMatch(/invalid: wrong_epoch/);
    const others = committeeOf(8, [...validators.slice(0, 3), generateKeys(seedOf(9))]);
    expect(verify(certificateOf(validators), committeeOf(7), others)).toBe(1);
    expect(printed).toMatch(/invalid: next_committee_mismatch/);
  });

  it.each([
    ['text that is not JSON', '{', /is not JSON/],
    ['JSON of another kind', [], /is not an object/],
    ['a certificate without signatures', { attestation: certificateOf([]).attestation }, /signatures is missing/],
    [
      'a signature that is not hex',
      { ...certificateOf([]), signatures: [{ signer: validators[0]?.protocol.name, signature: 'xyz' }] },
      /signatures\[0\]\.signature/,
    ],
  ])('refuses %s as unusable', (_name, certificate, message) => {
    const refused = () => verify(certificate, committeeOf(7));
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(refused).toThrow(CommandFailure);
  });

  it('refuses a committee whose quorum is no majority', () => {
    const unsafe = { ...committeeOf(7), quorumThreshold: 2 };
    expect(() => verify(certificateOf(validators), unsafe)).toThrow(/more than half/);
  });
});
