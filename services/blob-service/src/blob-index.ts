import type { Digest } from '@baton/protocol';
import type { BlobOrigin } from '@baton/read-model';

export interface BlobRow {
  digest: Digest;
  /** bytes */
  size: number;
  /** verdict of the structural rule, computed once when the bytes came in */
  structurallyValid: boolean;
  origin: BlobOrigin;
  /** local clock, milliseconds */
  storedAt: number;
}

/** What others read to know which blobs are held; written after the bytes are durable. */
export interface BlobIndex {
  all(): Promise<BlobRow[]>;
  record(row: BlobRow): Promise<void>;
  remove(digest: Digest): Promise<void>;
}
