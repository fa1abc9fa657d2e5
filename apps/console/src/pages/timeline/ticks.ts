const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Steps that people count time in. */
const STEPS = [
  100,
  200,
  500,
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
] as const;

/** Even marks from 0 up to `spanMs`, at most `countMax` after the first, in a step that people count in. */
export function durationTicks(spanMs: number, countMax: number): number[] {
  const step = STEPS.find((each) => spanMs / each <= countMax) ?? Math.ceil(spanMs / countMax / HOUR) * HOUR;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
}
