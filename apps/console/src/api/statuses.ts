import { queryOptions, useQueries } from '@tanstack/react-query';
import { useConsole } from './context.ts';
import { API, getJson } from './http.ts';
import { StatusSchema } from './status.ts';

const POLL_MS = 3_000;

function statusQuery(label: string) {
  return queryOptions({
    queryKey: ['status', label],
    // One for each validator: whatever a page asks for besides goes first.
    queryFn: ({ signal }) => getJson(`${API}/validators/${label}/status`, StatusSchema, signal, 'low'),
    refetchInterval: POLL_MS,
  });
}

/** What the services of every validator say, asked every few seconds. */
export function useStatuses() {
  const { network } = useConsole();
  const answers = useQueries({ queries: network.validators.map(({ label }) => statusQuery(label)) });
  return network.validators.map((validator, index) => ({ validator, answer: answers[index] }));
}
