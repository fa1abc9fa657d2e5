import { beforeAll, describe, expect, it } from 'vitest';
import { type LocalnetRun, runWithReport } from './report.ts';

/** What an idle machine needs; one that tests other things beside has half of it for this. */
const LIMIT_MS = 90_000;
const LOADED_FACTOR = process.env.BATON_TIMED === '1' ? 1 : 3;

/** The built-in churn: three validators join and two leave in ten epochs. */
describe('ten epochs of churn', () => {
  let run: LocalnetRun;
  beforeAll(async () => {
    run = await runWithReport(['--churn', '--epochs', '10', '--epoch-seconds', '6']);
    expect(run.exitCode, run.output).toBe(0);
  });

  it('ends in time', () => {
    expect(run.durationMs).toBeLessThan(LIMIT_MS * LOADED_FACTOR);
  });

  it('has three joiners and two leavers', () => {
    const { epochs } = run.report;
    expect(epochs.map(({ members }) => members.length)).toEqual([4, 4, 5, 5, 6, 5, 6, 6, 5, 5]);
    expect(epochs.flatMap(({ epoch, joined }) => joined.map(() => epoch))).toEqual([3, 5, 7]);
    expect(epochs.flatMap(({ epoch, left }) => left.map(() => epoch))).toEqual([6, 9]);
  });

  it('certifies every epoch by its own committee, for exactly the next one', () => {
    for (const { epoch, certificate } of run.report.epochs) {
      expect(certificate.stake).toBeGreaterThanOrEqual(certificate.quorum);
      expect(run.output).toContain(`ok: certificate of epoch ${epoch} verifies and names the next committee`);
    }
  });

  it('freezes and assembles every joiner before it sits', () => {
    const { epochs } = run.report;
    for (const { epoch, joined } of epochs) {
      const before = epochs.find((report) => report.epoch === epoch - 1);
      for (const name of joined) {
        expect(before?.frozen.map((one) => one.name)).toContain(name);
        expect(before?.assembledKeys.map((one) => one.name)).toContain(name);
      }
    }
  });

  it('has everybody attest the same, and reads no blob from the chain', () => {
    for (const { attestationDigests, members, chainBlobReads } of run.report.epochs) {
      expect(Object.keys(attestationDigests).sort()).toEqual([...members].sort());
      expect(new Set(Object.values(attestationDigests)).size).toBe(1);
      expect(chainBlobReads).toBe(0);
    }
  });
});
