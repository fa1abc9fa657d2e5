import type { Digest, Epoch, NetworkKeyOutputKind, ObjectId } from '@baton/protocol';
import { ChainError } from '@baton/sui-client';
import { traceHeaders } from '@baton/telemetry';

/** The local blob-service answers from the same machine. */
const TIMEOUT_MS = 10_000;

/** Where an output is filed: by the epoch of the session that made it. */
export interface OutputSlot {
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
}

/** The part of the local blob-service that this service needs. A failure is a retryable `ChainError`. */
export interface BlobClient {
  /** Undefined when it is not held. */
  get(digest: Digest, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Keeps bytes that came from the chain. */
  put(digest: Digest, bytes: Uint8Array, signal: AbortSignal): Promise<{ structurallyValid: boolean }>;
  /** Keeps bytes that came from the chain and files them in a slot that is empty. */
  file(slot: OutputSlot, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
}

export function createBlobClient(baseUrl: string): BlobClient {
  const ask = (path: string, init: RequestInit, signal: AbortSignal): Promise<Response> =>
    fetch(new URL(`/v1/blobs/${path}`, baseUrl), {
      ...init,
      headers: { ...init.headers, ...traceHeaders() } as Record<string, string>,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ChainError('UNAVAILABLE', 'the local blob-service does not answer', { cause });
    });
  async function put<Answer>(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<Answer> {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await ask(path, { method: 'PUT', headers, body: Uint8Array.from(bytes) }, signal);
    if (response.ok) return (await response.json()) as Answer;
    await response.body?.cancel();
    throw refused(response);
  }
  return {
    async get(digest, signal) {
      const response = await ask(digest, {}, signal);
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw refused(response);
    },
    put: (digest, bytes, signal) => put(`${digest}?origin=peer`, bytes, signal),
    async file({ epoch, keyId, output }, bytes, signal) {
      await put(`network-key-outputs/${epoch}/${keyId}/${output}?source=chain`, bytes, signal);
    },
  };
}

const refused = (response: Response): ChainError =>
  new ChainError('UNAVAILABLE', `the local blob-service answered ${response.status}`);
