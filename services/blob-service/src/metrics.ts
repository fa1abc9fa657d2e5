import { METRICS, recordSpan, SPANS, type Telemetry } from '@baton/telemetry';
import type { ServeCache } from './serve-cache.ts';

export type BlobServiceMetrics = ReturnType<typeof blobServiceMetrics>;

export function blobServiceMetrics(telemetry: Telemetry) {
  const bytes = telemetry.gauge(METRICS.blobStoreBytes);
  const evictions = telemetry.counter(METRICS.blobStoreEvictions);
  const held = telemetry.gauge(METRICS.blobsHeld);
  const missing = telemetry.gauge(METRICS.blobsMissing);
  const inFlight = telemetry.gauge(METRICS.blobFetchesInFlight);
  const writeDuration = telemetry.histogram(METRICS.blobWriteDuration);
  let evicted = 0;
  return {
    announcementBlobBytes: telemetry.histogram(METRICS.announcementBlobBytes),
    blobFetch: telemetry.counter(METRICS.blobFetch),
    priorCertificateBlobsMissing: telemetry.gauge(METRICS.priorCertificateBlobsMissing),
    written(digest: string, seconds: number): void {
      writeDuration.observe(seconds);
      recordSpan(telemetry, SPANS.blobStore, { attributes: { 'baton.digest': digest } }, seconds);
    },
    show(counts: { held: number; missing: number; inFlight: number }): void {
      held.set(counts.held);
      missing.set(counts.missing);
      inFlight.set(counts.inFlight);
    },
    cacheChanged(cache: ServeCache): void {
      bytes.set(cache.bytes);
      evictions.inc(cache.evictions - evicted);
      evicted = cache.evictions;
    },
  };
}
