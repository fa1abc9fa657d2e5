import { counter, gauge } from '../metric.ts';

/** Content-addressed blobs (docs/spec/blobs.md). */
export const blobMetrics = {
  blobFetch: counter('ika_dwallet_mpc_data_blob_fetch_total', 'Fetches of a blob from a peer', {
    result: ['ok', 'not_found', 'hash_mismatch', 'decode_failed', 'cache_insert_failed', 'transport_error'],
  }),
  blobStoreBytes: gauge('ika_mpc_blob_store_size_bytes', 'Bytes of blobs in the memory cache'),
  blobStoreEvictions: counter('ika_mpc_blob_store_evictions_total', 'Blobs evicted from the memory cache'),
  priorCertificateBlobsMissing: gauge('ika_dwallet_mpc_prior_cert_blobs_missing', 'Certified blobs not held'),
} as const;
