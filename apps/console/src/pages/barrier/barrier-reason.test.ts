import { describe, expect, it } from 'vitest';
import { sayBarrier } from './barrier-reason.ts';

const anchor = { epoch: 8, state: 'waiting' as const, reason: null, missing: 0, requiresCertificate: true };

describe('the barrier in a sentence', () => {
  it('is open, with or without a certificate', () => {
    expect(sayBarrier({ ...anchor, state: 'ready' }).help).toContain('certificate of epoch 7 is verified');
    expect(sayBarrier({ ...anchor, state: 'ready', requiresCertificate: false }).help).toContain(
      'needs no certificate',
    );
  });

  it('waits for outputs before all else, then for what its reason says', () => {
    expect(sayBarrier({ ...anchor, missing: 2, reason: 'missing_outputs' }).text).toBe(
      'Waiting for 2 certified outputs',
    );
    expect(sayBarrier({ ...anchor, reason: 'prior_epoch_unknown' }).text).toContain('chain’s word');
    expect(sayBarrier({ ...anchor, reason: 'something_newer' }).text).toBe('Waiting for something newer');
  });

  it('tells a rejection from a wait', () => {
    expect(sayBarrier({ ...anchor, state: 'rejected', reason: 'invalid_signature' })).toMatchObject({ tone: 'bad' });
  });
});
