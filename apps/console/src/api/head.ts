import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { logStream } from './changes.ts';
import { useConsole } from './context.ts';
import { API, getJson } from './http.ts';
import { HeadSchema } from './log.ts';
import { useStream } from './read.ts';

/** The commit counter is for eyes: four times a second is plenty. */
const SHOWN_MS = 250;
const POLL_MS = 2_000;
const SAFETY_POLL_MS = 10_000;

export interface HeadNow {
  epoch: number;
  round: number;
  timestampMs: number;
}

export const headQuery = queryOptions({
  queryKey: ['head'],
  queryFn: ({ signal }) => getJson(`${API}/log/v1/log/head`, HeadSchema, signal),
  staleTime: POLL_MS,
});

/** Where the log is, by its events, else by asking. */
export function useHead(): { head: HeadNow | null; failed: Error | null } {
  const { streams } = useConsole();
  const state = useStream(logStream, true);
  const asked = useQuery({
    ...headQuery,
    refetchInterval: state === 'live' ? SAFETY_POLL_MS : POLL_MS,
  });
  const [told, setTold] = useState<HeadNow | null>(null);
  useEffect(() => {
    let newest: HeadNow | null = null;
    const forget = streams.subscribe(logStream, (event, data) => {
      if (event === 'commit') newest = data as HeadNow;
    });
    const timer = setInterval(() => newest !== null && setTold(newest), SHOWN_MS);
    return () => {
      clearInterval(timer);
      forget();
    };
  }, [streams]);
  const head = newer(told, asked.data ?? null);
  return { head, failed: asked.error };
}

function newer(a: HeadNow | null, b: HeadNow | null): HeadNow | null {
  if (a === null || b === null) return a ?? b;
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.round >= b.round) ? a : b;
}
