import { traceHeaders } from '@baton/telemetry';

export type Answer = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'none' } | { kind: 'failed'; reason: string };

export interface FetchLimits {
  /** Milliseconds for the whole answer, body included. */
  timeoutMs: number;
  /** A longer body is cut off and counts as failed. */
  bytesMax: number;
  signal: AbortSignal;
}

/** GET of bytes from a peer. Never throws: whatever goes wrong with a peer is an answer. */
export async function boundedFetch(url: URL, limits: FetchLimits): Promise<Answer> {
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeoutMs)]);
  try {
    const response = await fetch(url, {
      signal,
      redirect: 'error',
      headers: { accept: 'application/octet-stream', ...traceHeaders() },
    });
    if (response.ok && response.body) return await readBody(response.body, limits.bytesMax);
    await response.body?.cancel();
    return response.status === 404 ? { kind: 'none' } : { kind: 'failed', reason: `HTTP ${response.status}` };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** `ECONNREFUSED` and the like where the system says so, else the name of the error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}

async function readBody(body: ReadableStream<Uint8Array>, bytesMax: number): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) return { kind: 'failed', reason: `more than ${bytesMax} bytes` };
    chunks.push(chunk);
  }
  return { kind: 'bytes', bytes: new Uint8Array(Buffer.concat(chunks, size)) };
}

/** The answer as the metric of peers labels it. */
export const resultOf = ({ kind }: Answer) => (({ bytes: 'ok', none: 'none', failed: 'failed' }) as const)[kind];
