import { describe, expect, it } from 'vitest';
import { epochLine, eventLines, validatorLine } from './describe.ts';
import type { ValidatorState } from './events.ts';
import { epochReport } from './testing/epoch-report.ts';

const state: ValidatorState = {
  label: 'validator-2',
  running: true,
  epoch: 7,
  round: 42,
  frozen: 4,
  excluded: 0,
  readySignals: 3,
  votes: 2,
  certificateSigners: 1,
  phase: 'frozen',
};

describe('a validator on one line', () => {
  it('tells its phase, where it is and how many of the committee it has of each', () => {
    expect(validatorLine(state, 4)).toBe(
      'validator-2    frozen      epoch   7  round     42  ready 3/4  frozen 4/4  votes 2/4  certificate 1/4',
    );
  });

  it('stays below the others when its numbers grow', () => {
    const later = validatorLine({ ...state, epoch: 12, round: 6_001, phase: 'announcing' }, 4);
    expect(later).toHaveLength(validatorLine(state, 4).length);
  });
});

describe('an epoch on one line', () => {
  it('tells members, handoff, traffic of the log and duration', () => {
    expect(epochLine(epochReport())).toBe(
      'epoch 2 · 4 members · 4 frozen, 0 excluded · 4 attest the same, certificate of 4 signers · ' +
        'frozen at round 60, closed at 100 · 110 commits, 90 messages · 10.4 s',
    );
  });

  it('tells who came and who went', () => {
    expect(epochLine(epochReport({ joined: ['a'], left: ['b', 'c'] }))).toContain('4 members, 1 joined, 2 left');
  });

  it('tells of user sessions where there were any, loudly of too many', () => {
    const sessions = { requested: 9, completed: 8, openAtLock: 1, overshoot: 0 };
    expect(epochLine(epochReport({ sessions }))).toContain('8 sessions completed, 9 asked for ·');
    expect(epochLine(epochReport({ sessions: { ...sessions, overshoot: 2 } }))).toContain('OVERSHOT BY 2');
  });

  it('is loud where attestations differ', () => {
    const attestationDigests = { a: '00', b: '11' };
    expect(epochLine(epochReport({ attestationDigests }))).toContain('ATTESTATIONS DIFFER');
  });

  it('has no handoff before version 4', () => {
    const line = epochLine(epochReport({ protocolVersion: 3 }));
    expect(line).toContain('version 3, no handoff · closed at 100');
    expect(line).not.toContain('certificate');
  });
});

describe('the closing lines', () => {
  const files = [1, 2].map((epoch) => ({ epoch, certificate: `/c/${epoch}.cert`, committee: `/c/${epoch}.committee` }));

  it('tell where the certificates are and how to verify the last one', () => {
    expect(eventLines({ event: 'certificates', dir: '/c', files })).toEqual([
      'certificates: /c',
      'verify one:   npm run -s baton -- cert verify /c/2.cert --committee /c/2.committee',
    ]);
  });

  it('say nothing of certificates where there is none', () => {
    expect(eventLines({ event: 'certificates', dir: '/c', files: [] })).toEqual([]);
  });

  it('end with whether all is well', () => {
    const finished = { event: 'finished', epochs: 3, ms: 31_240 } as const;
    expect(eventLines({ ...finished, ok: true })).toEqual(['all well: 3 epochs in 31.2 s']);
    expect(eventLines({ ...finished, ok: false })).toEqual(['NOT WELL: 3 epochs in 31.2 s']);
  });
});
