import * as v from 'valibot';
import { ApiProblem, problemOf } from './problem.ts';

/** Under the gateway; the same on every page. */
export const API = '/console/api';
const PATIENCE_MS = 15_000;

export type Decoder<Value> = v.GenericSchema<unknown, Value>;
export type Query = Record<string, string | number | null | undefined>;

/** One GET, decoded. ApiProblem for anything else than an answer of that shape; aborting is not failing. */
export async function getJson<Value>(
  path: string,
  schema: Decoder<Value>,
  signal?: AbortSignal,
  priority: RequestPriority = 'auto',
): Promise<Value> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { accept: 'application/json' },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      priority,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiProblem({ status: 0, code: 'NETWORK', title: 'The console cannot reach its server' }, cause);
  }
  if (!response.ok) throw await problemOf(response);
  const body: unknown = await response.json().catch(() => undefined);
  const read = v.safeParse(schema, body);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const detail = issue ? `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}` : null;
  throw new ApiProblem({
    status: response.status,
    code: 'ANSWER_UNREADABLE',
    title: 'The answer is not what this console expects; console and node may be of different versions',
    detail,
  });
}

/** `path?key=value…` of what is given. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === null || value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
