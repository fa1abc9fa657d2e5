import type { AuthorityName, Digest } from '@baton/protocol';
import { type BlobFetchRow, blobsQueries, blobsWriters, type Connection } from '@baton/read-model';
import type { FetchAttempt, FetchResult } from './fetcher.ts';
import type { WantedBlob } from './wanted.ts';

/** Who is being asked for what, mirrored to the rows that operators look at. */
export class FetchProgress {
  readonly #db: Connection;
  readonly #now: () => number;
  readonly #rows = new Map<Digest, BlobFetchRow>();

  constructor(db: Connection, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Rows of an earlier run say nothing about this one. */
  async start(): Promise<void> {
    for (const row of await blobsQueries.blobFetches(this.#db))
      await blobsWriters.removeBlobFetch(this.#db, row.digest);
  }

  /** Drops what is wanted no longer and lists what became missing. */
  async track(missing: readonly WantedBlob[], wanted: ReadonlySet<Digest>): Promise<void> {
    for (const digest of [...this.#rows.keys()]) {
      if (wanted.has(digest)) continue;
      this.#rows.delete(digest);
      await blobsWriters.removeBlobFetch(this.#db, digest);
    }
    for (const { digest, owner } of missing) {
      const known = this.#rows.get(digest);
      if (known !== undefined && known.state !== 'held') continue;
      await this.#write({
        digest,
        owner,
        state: 'waiting',
        attempts: 0,
        lastResult: null,
        lastPeer: null,
        since: this.#now(),
      });
    }
  }

  async asking(wanted: WantedBlob, peer: AuthorityName): Promise<void> {
    await this.#change(wanted, { state: 'fetching', lastPeer: peer });
  }

  async answered({ wanted, peer, result }: FetchAttempt): Promise<void> {
    const attempts = (this.#rows.get(wanted.digest)?.attempts ?? 0) + 1;
    await this.#change(wanted, { state: stateAfter(result), attempts, lastResult: result, lastPeer: peer.name });
  }

  /** Everything missing, the one waiting longest first. */
  missing(): BlobFetchRow[] {
    return [...this.#rows.values()].filter((row) => row.state !== 'held').sort((a, b) => a.since - b.since);
  }

  async #change(wanted: WantedBlob, change: Partial<BlobFetchRow>): Promise<void> {
    const row = this.#rows.get(wanted.digest);
    if (row !== undefined) await this.#write({ ...row, ...change });
  }

  async #write(row: BlobFetchRow): Promise<void> {
    this.#rows.set(row.digest, row);
    await blobsWriters.writeBlobFetch(this.#db, row);
  }
}

const stateAfter = (result: FetchResult): BlobFetchRow['state'] => (result === 'ok' ? 'held' : 'waiting');
