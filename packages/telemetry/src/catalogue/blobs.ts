import { counter, gauge, histogram } from '../metric.ts';

const WRITE_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

const KIB = 1_024;
/** 64 KiB to 32 MiB, doubling. */
const BLOB_BUCKETS_BYTES = Array.from({ length: 10 }, (_, power) => 64 * KIB * 2 ** power);

/** Content-addressed blobs (docs/spec/blobs.md). */
export const blobMetrics = {
  blobFetch: counter('ika_dwallet_mpc_data_blob_fetch_total', 'Fetches of a blob from a peer', {
    result: ['ok', 'not_found', 'hash_mismatch', 'decode_failed', 'cache_insert_failed', 'transport_error'],
  }),
  blobBytes: counter('baton_blob_bytes_total', 'Bytes of blobs that went between validators', {
    direction: ['fetched', 'served'],
  }),
  announcementBlobBytes: histogram(
    'ika_mpc_data_announcement_blob_bytes',
    'Size of each blob that an announcement of the epoch names, once it is held',
    BLOB_BUCKETS_BYTES,
  ),
  blobsHeld: gauge('baton_blobs_held', 'Blobs in the store'),
  blobsMissing: gauge('baton_blobs_missing', 'Blobs that this epoch names and the store lacks'),
  blobFetchesInFlight: gauge('baton_blob_fetches_in_flight', 'Missing blobs that are being asked for or queued'),
  blobWriteDuration: histogram(
    'baton_blob_write_duration_seconds',
    'One blob written and fsynced',
    WRITE_BUCKETS_SECONDS,
  ),
  blobStoreBytes: gauge('ika_mpc_blob_store_size_bytes', 'Bytes of blobs in the memory cache'),
  blobStoreEvictions: counter('ika_mpc_blob_store_evictions_total', 'Blobs evicted from the memory cache'),
  priorCertificateBlobsMissing: gauge('ika_dwallet_mpc_prior_cert_blobs_missing', 'Certified blobs not held'),
} as const;
