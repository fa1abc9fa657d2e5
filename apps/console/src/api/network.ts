import * as v from 'valibot';
import { API, getJson } from './http.ts';
import { text, textOrNull } from './shapes.ts';

/** It changes only when another network comes to this address. */
const EVERY_MS = 60_000;

const NetworkSchema = v.object({
  network: text,
  validators: v.array(v.object({ label: text, authority: textOrNull })),
  traceUrl: textOrNull,
});

export type Network = v.InferOutput<typeof NetworkSchema>;

export const networkQuery = {
  queryKey: ['network'],
  queryFn: ({ signal }: { signal: AbortSignal }) => getJson(`${API}/network`, NetworkSchema, signal),
  staleTime: EVERY_MS,
  refetchInterval: EVERY_MS,
} as const;
