import { useEffect, useState } from 'react';
import { useStatuses } from '../../api/statuses.ts';
import { judge } from '../overview/verdict.ts';
import type { Sample } from './series.ts';

/** Half an hour at one in three seconds. */
const SAMPLES_MAX = 600;
const EVERY_MS = 3_000;

/** Rounds behind of every validator, from the opening of the page on. */
export function useSamples(): Sample[] {
  const statuses = useStatuses();
  const [samples, setSamples] = useState<Sample[]>([]);
  const read = () =>
    Object.fromEntries(statuses.map(({ validator, answer }) => [validator.label, judge(answer?.data ?? null, 0).lag]));
  const lags = JSON.stringify(read());
  useEffect(() => {
    const take = () => setSamples((now) => [...now, { at: Date.now(), lags: JSON.parse(lags) }].slice(-SAMPLES_MAX));
    const timer = setInterval(take, EVERY_MS);
    return () => clearInterval(timer);
  }, [lags]);
  return samples;
}
