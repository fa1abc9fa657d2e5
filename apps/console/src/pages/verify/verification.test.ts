import {
  authorityName,
  type CertifiedHandoffAttestation,
  digest,
  ed25519PublicKey,
  ed25519Signer,
  hashNextCommittee,
  signHandoffAttestation,
} from '@baton/protocol';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CommitteeSchema } from '../../api/chain.ts';
import { CertificateSchema } from '../../api/handoff.ts';
import { verifyHere } from './verification.ts';

const EPOCH = 7;
const keys = [1, 2, 3, 4].map((index) => {
  const seed = new Uint8Array(32).fill(index);
  const name = authorityName(index.toString(16).padStart(2, '0').repeat(48));
  return { name, consensusKey: ed25519PublicKey(seed), sign: ed25519Signer(seed) };
});
const attestation: CertifiedHandoffAttestation['attestation'] = {
  epoch: EPOCH,
  nextCommitteeHash: hashNextCommittee(keys.map(({ name }) => name)),
  items: keys.map(({ name }) => ({
    key: { type: 'validator_mpc_data', validator: name },
    digest: digest('ab'.repeat(32)),
  })),
};
const certificate = {
  attestation,
  signatures: keys.map(({ name, sign }) => ({
    signer: name,
    signature: signHandoffAttestation(attestation, name, sign).signature,
  })),
};
const committeeOf = (epoch: number) => ({
  network: 'test',
  epoch,
  members: keys.map(({ name, consensusKey }) => ({ name, stake: 1, consensusKey })),
  quorumThreshold: 3,
  validityThreshold: 2,
});

/** What the pages hold after reading it from a node. */
const evidence = (of: typeof certificate = certificate) => ({
  certificate: v.parse(CertificateSchema, of),
  committee: v.parse(CommitteeSchema, committeeOf(EPOCH)),
  next: v.parse(CommitteeSchema, committeeOf(EPOCH + 1)),
});

describe('a certificate as pages read it from a node', () => {
  it('is left as it was answered', () => {
    expect(evidence().certificate).toEqual(certificate);
    expect(evidence().committee).toEqual(committeeOf(EPOCH));
  });

  it('is valid, with each check told', async () => {
    const outcome = await verifyHere(evidence());
    expect(outcome).toMatchObject({ state: 'checked', epoch: EPOCH, verification: { valid: true, stake: 4 } });
  });

  it('is refused once it was tampered with', async () => {
    const items = attestation.items.map((item) => ({ ...item, digest: digest('cd'.repeat(32)) }));
    const outcome = await verifyHere(evidence({ ...certificate, attestation: { ...attestation, items } }));
    expect(outcome).toMatchObject({ state: 'checked', verification: { valid: false, fault: 'invalid_signature' } });
  });

  it('is unusable against a committee without keys, which is said by its place', async () => {
    const committee = { ...committeeOf(EPOCH), members: keys.map(({ name }) => ({ name, stake: 1 })) };
    const outcome = await verifyHere({ ...evidence(), committee });
    expect(outcome).toEqual({
      state: 'unusable',
      message: 'the committee.members[0].consensusKey is missing',
    });
  });
});
