import type { Digest, Epoch, NetworkKeyOutputKind, ObjectId } from '@baton/protocol';
import { HttpProblem } from '@baton/service-runtime';
import { traceHeaders } from '@baton/telemetry';
import { AnnouncerError } from './errors.ts';

/** The local blob-service answers from the same machine. */
const TIMEOUT_MS = 10_000;

/** The part of the local blob-service that a producer needs. */
export interface BlobClient {
  put(digest: Digest, bytes: Uint8Array, origin: 'own' | 'joiner', signal: AbortSignal): Promise<void>;
  /** Undefined when it is not held. */
  get(digest: Digest, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Stores the bytes and files them under the session; its typed refusals are passed on. */
  registerOutput(slot: OutputSlot, bytes: Uint8Array, signal: AbortSignal): Promise<Digest>;
}

export interface OutputSlot {
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
}

export function createBlobClient(baseUrl: string): BlobClient {
  const put = async (path: string, bytes: Uint8Array, signal: AbortSignal): Promise<{ digest: Digest }> => {
    const response = await fetch(new URL(path, baseUrl), {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', ...traceHeaders() },
      body: Uint8Array.from(bytes),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch(unavailable);
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as { digest: Digest };
  };
  return {
    async put(digest, bytes, origin, signal) {
      await put(`/v1/blobs/${digest}?origin=${origin}`, bytes, signal);
    },
    async get(digest, signal) {
      const response = await fetch(new URL(`/v1/blobs/${digest}`, baseUrl), {
        headers: traceHeaders(),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      }).catch(unavailable);
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      if (response.status !== 404) throw await refusal(response);
      await response.body?.cancel();
      return undefined;
    },
    async registerOutput({ epoch, keyId, output }, bytes, signal) {
      return (await put(`/v1/blobs/network-key-outputs/${epoch}/${keyId}/${output}`, bytes, signal)).digest;
    },
  };
}

function unavailable(cause: unknown): never {
  throw new AnnouncerError('BLOB_SERVICE_UNAVAILABLE', 'the local blob-service does not answer', cause);
}

async function refusal(response: Response): Promise<HttpProblem> {
  const problem = (await response.json().catch(() => ({}))) as { code?: unknown; title?: unknown; detail?: unknown };
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
  return new HttpProblem(
    response.status,
    text(problem.code, 'BLOB_SERVICE_UNAVAILABLE'),
    text(problem.title, `the blob-service answered ${response.status}`),
    { detail: text(problem.detail, '') },
  );
}
