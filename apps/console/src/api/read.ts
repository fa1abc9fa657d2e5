import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { changesQuery, logStream, validatorStream } from './changes.ts';
import { useConsole } from './context.ts';
import { API, type Decoder, getJson, type Query, withQuery } from './http.ts';
import { getItems, type Page } from './items.ts';
import { isAbsent } from './problem.ts';
import type { StreamName } from './streams.ts';

/** Read again this often where no events come; and as a safety net where they do. */
const POLL_MS = 3_000;
const SAFETY_POLL_MS = 30_000;

interface Reading {
  query?: Query;
  enabled?: boolean;
  /** Never changes any more: read once and not watched. */
  settled?: boolean;
}

/** A path of the validator through which pages look, read again whenever its area says that it changed. */
export function useVia<Value>(path: string, schema: Decoder<Value>, reading: Reading = {}) {
  const { via } = useConsole();
  return useRead(validatorStream(via, path), validatorQuery(via, path, schema, reading.query), reading);
}

/** All items of a list of that validator. */
export function useItemsVia<Item>(path: string, schema: Decoder<Page<Item>>, reading: Reading = {}) {
  const { via } = useConsole();
  return useRead(validatorStream(via, path), validatorItemsQuery(via, path, schema, reading.query), reading);
}

/** A path of consensus-log. */
export function useLog<Value>(path: string, schema: Decoder<Value>, reading: Reading = {}) {
  return useRead(logStream, logQuery(path, schema, reading.query), reading);
}

export function validatorQuery<Value>(label: string, path: string, schema: Decoder<Value>, query: Query = {}) {
  const url = withQuery(`${API}/validators/${label}/${path}`, query);
  return queryOptions({
    queryKey: [validatorStream(label, path), path, query],
    queryFn: ({ signal }) => getJson(url, schema, signal),
  });
}

function validatorItemsQuery<Item>(label: string, path: string, schema: Decoder<Page<Item>>, query: Query = {}) {
  return queryOptions({
    queryKey: [validatorStream(label, path), path, query],
    queryFn: ({ signal }) => getItems(`${API}/validators/${label}/${path}`, schema, query, signal),
  });
}

export function logQuery<Value>(path: string, schema: Decoder<Value>, query: Query = {}) {
  const url = withQuery(`${API}/log/${path}`, query);
  return queryOptions({
    queryKey: [logStream, path, query],
    queryFn: ({ signal }) => getJson(url, schema, signal),
  });
}

function useRead<Value>(
  stream: StreamName,
  options: ReturnType<typeof validatorQuery<Value>>,
  { enabled = true, settled = false }: Reading,
) {
  const state = useStream(stream, enabled && !settled);
  const interval = state === 'live' ? SAFETY_POLL_MS : POLL_MS;
  return useQuery({
    ...options,
    enabled,
    staleTime: settled ? Number.POSITIVE_INFINITY : 0,
    refetchInterval: settled ? false : interval,
  });
}

/** Keeps the stream open while the component is there; says whether events come. */
export function useStream(name: StreamName, wanted: boolean) {
  const { streams } = useConsole();
  useEffect(() => (wanted ? streams.subscribe(name, () => undefined) : undefined), [streams, name, wanted]);
  return useSyncExternalStore(streams.watch, () => streams.stateOf(name));
}

/** What is absent is asked for again by events; anything else once more at once. */
export function retry(failures: number, error: unknown): boolean {
  return !isAbsent(error) && failures < 1;
}

export function invalidateChanged(client: QueryClient, stream: StreamName, epoch: number | null): Promise<void> {
  return client.invalidateQueries({ predicate: ({ queryKey }) => changesQuery(queryKey, stream, epoch) });
}
