import { METRICS, type Telemetry } from '@baton/telemetry';
import type { ServeCache } from './serve-cache.ts';

export type BlobServiceMetrics = ReturnType<typeof blobServiceMetrics>;

export function blobServiceMetrics(telemetry: Telemetry) {
  const bytes = telemetry.gauge(METRICS.blobStoreBytes);
  const evictions = telemetry.counter(METRICS.blobStoreEvictions);
  let evicted = 0;
  return {
    blobFetch: telemetry.counter(METRICS.blobFetch),
    priorCertificateBlobsMissing: telemetry.gauge(METRICS.priorCertificateBlobsMissing),
    cacheChanged(cache: ServeCache): void {
      bytes.set(cache.bytes);
      evictions.inc(cache.evictions - evicted);
      evicted = cache.evictions;
    },
  };
}
