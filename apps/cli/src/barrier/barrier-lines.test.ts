import { describe, expect, it } from 'vitest';
import { Field } from '../json-input.ts';
import { plain } from '../testing/plain.ts';
import { barrierLines } from './barrier-lines.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const peer = 'c'.repeat(96);
const digest = 'd'.repeat(64);
const keyId = `0x${'7'.repeat(64)}`;

const waiting = {
  epoch: 5,
  state: 'waiting',
  reason: 'missing_outputs',
  requiresCertificate: true,
  priorAttestationDigest: digest,
  why: { code: 'missing_outputs', text: 'One certified output is not held.' },
  missing: [{ key: { type: 'network_dkg_output', keyId }, digest }],
  certifiedOutputs: [],
  certificate: { epoch: 4, verdict: 'verified', attestationDigest: digest, signers: [peer, peer, peer] },
  peers: [
    {
      peer,
      url: 'http://peer',
      asked: digest,
      answer: 'failed',
      detail: 'ECONNREFUSED',
      attempts: 9,
      at: '2026-11-22T11:59:58Z',
    },
  ],
  since: '2026-11-22T11:55:00Z',
  retries: 300,
  readyAt: null,
};
const linesOf = (answer: object) =>
  plain(barrierLines({ answer: new Field(answer, 'it'), labels: new Map([[peer, 'validator-2']]), nowMs: NOW }));

describe('the barrier of an epoch', () => {
  it('says what it waits for, since when, who was asked, and what to do', () => {
    expect(linesOf(waiting)).toEqual([
      'epoch 5: waiting: One certified output is not held.',
      'since 11:55:00 UTC (5 min), looked 300 times',
      'certificate of epoch 4: verified, 3 signers, attestation dddddddddddd…',
      'missing: network dkg output of 0x777777777777…, digest dddddddddddd…',
      '',
      'peers that were asked:',
      '  validator-2 (cccccccccccc…)  http://peer  dddddddddddd…  failed: ECONNREFUSED  9 times, last 11:59:58 UTC',
      '',
      'what to do',
      expect.stringContaining('one member that holds them is enough'),
    ]);
  });

  it('is short once the epoch may start', () => {
    const ready = {
      ...waiting,
      state: 'ready',
      reason: 'all_held',
      missing: [],
      peers: [],
      readyAt: '2026-11-22T11:55:02Z',
      why: { code: 'all_held', text: 'All is held.' },
    };
    expect(linesOf(ready)).toEqual([
      'epoch 5: ready: All is held.',
      'ready at 11:55:02 UTC, 2.0 s after the first look',
      'certificate of epoch 4: verified, 3 signers, attestation dddddddddddd…',
    ]);
  });
});
