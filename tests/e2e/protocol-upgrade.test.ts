import { beforeAll, describe, expect, it } from 'vitest';
import { type LocalnetRun, runWithReport } from './report.ts';

const support = (epoch: number, ...validators: number[]) =>
  validators.map((index) => ({ epoch, do: 'support-upgrade', validator: `validator-${index}` }));

/** One of four says it can run version 4, then two, then all. The fifth was not there when the key was made. */
describe('the switch from version 3 to 4', () => {
  let run: LocalnetRun;
  beforeAll(async () => {
    const events = [{ epoch: 3, do: 'join' }, ...support(1, 0), ...support(2, 1), ...support(3, 2, 3, 4)];
    run = await runWithReport(['--protocol-version', '3', '--epoch-seconds', '6'], { epochs: 5, events });
  });

  it('ends well', () => {
    expect(run.exitCode, run.output).toBe(0);
  });

  it('stays at 3 with one and two of four, and comes with all at an epoch boundary', () => {
    expect(run.report.epochs.map(({ protocolVersion }) => protocolVersion)).toEqual([3, 3, 3, 4, 4]);
  });

  it('has no handoff in version 3, and one from the first epoch of version 4 on', () => {
    const [one, two, three, four, five] = run.report.epochs;
    for (const before of [one, two, three]) {
      expect(before?.frozen).toEqual([]);
      expect(before?.attestationDigests).toEqual({});
      expect(before?.certificate.signers).toBe(0);
    }
    for (const after of [four, five]) {
      expect(after?.frozen).toHaveLength(5);
      expect(Object.keys(after?.attestationDigests ?? {})).toHaveLength(5);
      expect(new Set(Object.values(after?.attestationDigests ?? {})).size).toBe(1);
      expect(after?.certificate.stake).toBeGreaterThanOrEqual(after?.certificate.quorum ?? 4);
    }
    expect(run.output).toContain('ok: certificate of epoch 4 verifies');
    expect(run.output).toContain('ok: certificate of epoch 5 verifies');
    expect([four?.chainBlobReads, five?.chainBlobReads]).toEqual([0, 0]);
  });
});
