import { blobsQueries, blobsWriters, type Connection } from '@baton/read-model';
import type { BlobIndex } from './blob-index.ts';

/** The index as rows of schema `blobs`; listeners are told of each change. */
export function postgresIndex(db: Connection): BlobIndex {
  return {
    all: () => blobsQueries.allBlobs(db),
    record: async (row) => void (await blobsWriters.writeBlob(db, row)),
    remove: (digest) => blobsWriters.removeBlob(db, digest),
  };
}
