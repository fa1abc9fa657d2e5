import { beforeAll, describe, expect, it } from 'vitest';
import { type LocalnetRun, runWithReport } from './report.ts';

const EPOCHS = 5;
/** In the last ones nothing new is asked for. */
const DRAINING = 2;

/** Sixty sessions per second, asked for through three closes; the last epochs complete what is left. */
describe('user sessions astride closes', () => {
  let run: LocalnetRun;
  beforeAll(async () => {
    const flags = ['--sessions-per-second', '60', '--epochs', `${EPOCHS}`, '--epoch-seconds', '8'];
    run = await runWithReport(flags);
  });

  it('let every epoch end', () => {
    expect(run.exitCode, run.output).toBe(0);
    expect(run.report.epochs).toHaveLength(EPOCHS);
  });

  it('never complete beyond the target', () => {
    for (const { sessions } of run.report.epochs) expect(sessions.overshoot).toBe(0);
  });

  it('are asked for until the third close, and none is lost', () => {
    const { epochs } = run.report;
    for (const { sessions } of epochs.slice(0, -DRAINING)) expect(sessions.requested).toBeGreaterThan(0);
    expect(run.output).toMatch(/ok: user sessions are all completed \(\d{3,} sessions\)/);
  });
});
