import type { Digest } from '@baton/protocol';
import { ChainError } from '@baton/sui-client';
import { traceHeaders } from '@baton/telemetry';

/** The local blob-service answers from the same machine. */
const TIMEOUT_MS = 10_000;

/** The part of the local blob-service that this service needs. A failure is a retryable `ChainError`. */
export interface BlobClient {
  /** Undefined when it is not held. */
  get(digest: Digest, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Keeps bytes that came from the chain. */
  put(digest: Digest, bytes: Uint8Array, signal: AbortSignal): Promise<{ structurallyValid: boolean }>;
}

export function createBlobClient(baseUrl: string): BlobClient {
  const ask = (digest: Digest, init: RequestInit, signal: AbortSignal): Promise<Response> =>
    fetch(new URL(`/v1/blobs/${digest}${init.method === 'PUT' ? '?origin=peer' : ''}`, baseUrl), {
      ...init,
      headers: { ...init.headers, ...traceHeaders() } as Record<string, string>,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ChainError('UNAVAILABLE', 'the local blob-service does not answer', { cause });
    });
  return {
    async get(digest, signal) {
      const response = await ask(digest, {}, signal);
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw refused(response);
    },
    async put(digest, bytes, signal) {
      const headers = { 'content-type': 'application/octet-stream' };
      const response = await ask(digest, { method: 'PUT', headers, body: Uint8Array.from(bytes) }, signal);
      if (response.ok) return (await response.json()) as { structurallyValid: boolean };
      await response.body?.cancel();
      throw refused(response);
    },
  };
}

const refused = (response: Response): ChainError =>
  new ChainError('UNAVAILABLE', `the local blob-service answered ${response.status}`);
