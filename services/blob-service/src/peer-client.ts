import type { Digest } from '@baton/protocol';
import { METRICS, observePeers, SPANS, type Telemetry, traceHeaders, withSpan } from '@baton/telemetry';
import { SpanKind } from '@opentelemetry/api';

/** Default patience with one peer for one blob. docs/spec/blobs.md#fetcher */
export const PEER_TIMEOUT_MS = 60_000;

export type PeerAnswer =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'not_found' }
  | { kind: 'failed'; reason: string };

export interface PeerBlobClient {
  /** Never throws: whatever goes wrong with a peer is an answer. Nothing about the bytes is checked but their size. */
  fetch(peerUrl: string, digest: Digest, signal: AbortSignal): Promise<PeerAnswer>;
}

export interface PeerClientOptions {
  /** milliseconds for the whole answer, body included */
  timeoutMs: number;
  /** a longer answer is cut off and counts as failed */
  bytesMax: number;
}

export function createPeerBlobClient(options: PeerClientOptions): PeerBlobClient {
  return {
    async fetch(peerUrl, digest, signal) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
      try {
        const response = await fetch(new URL(`/v1/blobs/${digest}`, peerUrl), {
          signal: limited,
          redirect: 'error',
          headers: { accept: 'application/octet-stream', ...traceHeaders() },
        });
        if (response.ok && response.body !== null) return await readBounded(response.body, options.bytesMax);
        await response.body?.cancel();
        return response.status === 404 ? { kind: 'not_found' } : { kind: 'failed', reason: `HTTP ${response.status}` };
      } catch (cause) {
        return { kind: 'failed', reason: reasonOf(cause) };
      }
    },
  };
}

async function readBounded(body: ReadableStream<Uint8Array>, bytesMax: number): Promise<PeerAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) return { kind: 'failed', reason: `more than ${bytesMax} bytes` };
    chunks.push(chunk);
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, size) };
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  return inner instanceof Error && 'code' in inner ? String(inner.code) : cause.name;
}

/** The same client; each request in a span, with its duration and its bytes. */
export function measuredPeerClient(client: PeerBlobClient, telemetry: Telemetry): PeerBlobClient {
  const measured = observePeers(telemetry, 'blob');
  const bytes = telemetry.counter(METRICS.blobBytes);
  return {
    fetch(peerUrl, digest, signal) {
      const details = { kind: SpanKind.CLIENT, attributes: { 'baton.digest': digest, 'server.address': peerUrl } };
      return withSpan(telemetry, SPANS.blobFetch, details, async (span) => {
        const answer = await measured(() => client.fetch(peerUrl, digest, signal), resultOf);
        span.setAttribute('baton.result', answer.kind);
        if (answer.kind === 'bytes') bytes.inc({ direction: 'fetched' }, answer.bytes.length);
        return answer;
      });
    },
  };
}

const resultOf = ({ kind }: PeerAnswer) => (({ bytes: 'ok', not_found: 'none', failed: 'failed' }) as const)[kind];
