import { duration } from '../output/words.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

export interface ClockReading {
  source: string;
  /** The other clock's time less this machine's, halfway between question and answer. */
  aheadMs: number;
  /** How far the reading itself can be off. */
  uncertaintyMs: number;
}

const WARN_MS = 1_000;
const FAIL_MS = 10_000;
const SYNCHRONISE =
  'Keep the clock of this machine by NTP (chrony, systemd-timesyncd); if it is right, the other one is off.';

export function judgeClock({ source, aheadMs, uncertaintyMs }: ClockReading): Finding {
  const off = Math.max(0, Math.abs(aheadMs) - uncertaintyMs);
  const detail =
    off === 0
      ? `within ${duration(uncertaintyMs)} of this machine`
      : `${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`;
  if (off > FAIL_MS) return fail('clock', source, detail, SYNCHRONISE);
  return off > WARN_MS ? warn('clock', source, detail, SYNCHRONISE) : ok('clock', source, detail);
}

/** From a time that a server gave, with when it was asked and when it answered. */
export function readClock(
  source: string,
  theirsMs: number,
  askedMs: number,
  answeredMs: number,
  stepMs = 0,
): ClockReading {
  return {
    source,
    aheadMs: theirsMs + stepMs / 2 - (askedMs + answeredMs) / 2,
    uncertaintyMs: (answeredMs - askedMs) / 2 + stepMs / 2,
  };
}
