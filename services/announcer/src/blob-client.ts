import type { Digest, Epoch, NetworkKeyOutputKind, ObjectId } from '@baton/protocol';
import { HttpProblem } from '@baton/service-runtime';
import { AnnouncerError } from './errors.ts';

/** The local blob-service answers from the same machine. */
const TIMEOUT_MS = 10_000;

/** The part of the local blob-service that a producer needs. */
export interface BlobClient {
  put(digest: Digest, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
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
      headers: { 'content-type': 'application/octet-stream' },
      body: Uint8Array.from(bytes),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      throw new AnnouncerError('BLOB_SERVICE_UNAVAILABLE', 'the local blob-service does not answer', cause);
    });
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as { digest: Digest };
  };
  return {
    async put(digest, bytes, signal) {
      await put(`/v1/blobs/${digest}?origin=own`, bytes, signal);
    },
    async registerOutput({ epoch, keyId, output }, bytes, signal) {
      return (await put(`/v1/blobs/network-key-outputs/${epoch}/${keyId}/${output}`, bytes, signal)).digest;
    },
  };
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
