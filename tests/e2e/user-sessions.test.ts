import { beforeAll, describe, expect, it } from 'vitest';
import { type LocalnetRun, runWithReport } from './report.ts';

const EPOCHS = 5;
const PER_SECOND = 60;
/** Of what is due. Who asks catches up after a slow moment, but what the last one held up comes too late to count. */
const ASKED_FOR = 0.8;
/** In the last ones nothing new is asked for. */
const DRAINING = 2;

/** Sixty sessions per second, asked for through three closes; the last epochs complete what is left. */
describe('user sessions astride closes', () => {
  let run: LocalnetRun;
  beforeAll(async () => {
    const flags = ['--sessions-per-second', `${PER_SECOND}`, '--epochs', `${EPOCHS}`, '--epoch-seconds', '8'];
    run = await runWithReport(flags);
  });

  it('let every epoch end', () => {
    expect(run.exitCode, run.output).toBe(0);
    expect(run.report.epochs).toHaveLength(EPOCHS);
  });

  it('never complete beyond the target', () => {
    for (const { sessions } of run.report.epochs) expect(sessions.overshoot).toBe(0);
  });

  it('are asked for at the pace of sixty per second through three closes, and none is lost', () => {
    const busy = run.report.epochs.slice(0, -DRAINING);
    const seconds = sum(busy.map(({ durationsMs }) => durationsMs.close + durationsMs.turnover)) / 1_000;
    const requested = sum(busy.map(({ sessions }) => sessions.requested));
    expect(requested).toBeGreaterThanOrEqual(ASKED_FOR * PER_SECOND * seconds);
    const [, completed] = /ok: user sessions are all completed \((\d+) sessions\)/.exec(run.output) ?? [];
    expect(Number(completed)).toBeGreaterThanOrEqual(requested);
  });

  it('are open when each of these epochs locks', () => {
    for (const { sessions } of run.report.epochs.slice(0, -DRAINING)) expect(sessions.openAtLock).toBeGreaterThan(0);
  });
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
