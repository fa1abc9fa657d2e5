import { describe, expect, it } from 'vitest';
import { computeHandoffItems } from '../handoff/items.ts';
import type { CertifiedHandoffAttestation } from '../messages/index.ts';
import { peers } from '../testing/messages.ts';
import { digestOf, EPOCH, keyId } from '../testing/network.ts';
import { barrierWarnDue, evaluateBarrier, requiresPriorCertificate } from './barrier.ts';
import { type HeldNetworkKeyOutput, missingCertifiedOutputs } from './held-outputs.ts';

const D = digestOf('dkg');
const R = digestOf('reconfiguration');
const K = keyId(0);

function certificateOf(
  items = computeHandoffItems({
    mpcData: peers([0]),
    dkg: [{ keyId: K, digest: D }],
    reconfiguration: [{ keyId: K, digest: R }],
  }),
): CertifiedHandoffAttestation {
  return { attestation: { epoch: EPOCH, nextCommitteeHash: digestOf('next'), items }, signatures: [] };
}

const dkg: HeldNetworkKeyOutput = { epoch: 1, keyId: K, output: 'dkg', digest: D };
const reconfiguration: HeldNetworkKeyOutput = { epoch: EPOCH, keyId: K, output: 'reconfiguration', digest: R };
const held = (...outputs: HeldNetworkKeyOutput[]) =>
  evaluateBarrier({ requiresCertificate: true, certificate: certificateOf(), held: outputs });

describe('the barrier', () => {
  it('opens when both outputs are held by digest; blobs of validators are not asked for', () => {
    expect(held(dkg, reconfiguration)).toEqual({ state: 'ready', reason: 'all_held' });
  });

  it('waits for either, naming what is missing', () => {
    expect(held(dkg)).toEqual({
      state: 'waiting',
      reason: 'missing_outputs',
      missing: [{ keyId: K, output: 'reconfiguration', digest: R }],
    });
    expect(held(reconfiguration)).toMatchObject({ missing: [{ output: 'dkg' }] });
  });

  it('is not opened by other bytes, another key, or a reconfiguration of another epoch', () => {
    expect(held({ ...dkg, digest: R }, reconfiguration).state).toBe('waiting');
    expect(held({ ...dkg, keyId: keyId(1) }, reconfiguration).state).toBe('waiting');
    expect(held(dkg, { ...reconfiguration, epoch: EPOCH - 1 }).state).toBe('waiting');
    expect(held(dkg, { ...reconfiguration, epoch: EPOCH + 1 }).state).toBe('waiting');
  });

  it('waits without a certificate, and opens over one that names no outputs', () => {
    expect(
      evaluateBarrier({ requiresCertificate: true, certificate: null, held: [dkg, reconfiguration] }),
    ).toMatchObject({ state: 'waiting', reason: 'no_certificate' });
    expect(missingCertifiedOutputs({ certificate: certificateOf([]), held: [] })).toEqual([]);
  });

  it('stands only where the epoch before certified: not in the first one, nor the first after version 3', () => {
    expect(requiresPriorCertificate({ previousProtocolVersion: null })).toBe(false);
    expect(requiresPriorCertificate({ previousProtocolVersion: 3 })).toBe(false);
    expect(requiresPriorCertificate({ previousProtocolVersion: 4 })).toBe(true);
    expect(evaluateBarrier({ requiresCertificate: false, certificate: null, held: [] })).toEqual({
      state: 'ready',
      reason: 'no_certificate_required',
    });
  });

  it('is worth a warning every tenth retry', () => {
    expect([0, 1, 9, 10, 11, 20].map(barrierWarnDue)).toEqual([false, false, false, true, false, true]);
  });
});
