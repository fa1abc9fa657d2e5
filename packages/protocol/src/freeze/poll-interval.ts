import { ProtocolError } from '../errors.ts';

export const POLL_INTERVAL_FLOOR_MS = 2_000;

/**
 * A loop's safety-net interval, shortened in short epochs: a hundredth of the epoch, at least 2 s, at most the
 * production default. Throws `CONFIGURATION_INVALID` for a default below the floor. `docs/spec/freeze.md#cadences`
 */
export function epochScaledPollInterval(input: { epochDurationMs: number; productionDefaultMs: number }): number {
  const { epochDurationMs, productionDefaultMs } = input;
  if (productionDefaultMs < POLL_INTERVAL_FLOOR_MS) {
    throw new ProtocolError(
      'CONFIGURATION_INVALID',
      `a poll interval of ${productionDefaultMs} ms is below the floor`,
      {
        productionDefaultMs,
        floorMs: POLL_INTERVAL_FLOOR_MS,
      },
    );
  }
  return Math.min(Math.max(Math.floor(epochDurationMs / 100), POLL_INTERVAL_FLOOR_MS), productionDefaultMs);
}
