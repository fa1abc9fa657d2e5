import type { AuthorityName, Digest } from '@baton/protocol';
import { type BlobFetchRow, blobsQueries, blobsWriters, type Connection } from '@baton/read-model';
import type { FetchAttempt, FetchResult } from './fetcher.ts';
import type { WantedBlob } from './wanted.ts';

/** What a peer last answered when asked for one blob. */
export interface PeerFetch {
  peer: AuthorityName;
  result: FetchResult;
  detail: string | null;
  attempts: number;
  /** local clock, milliseconds */
  atMs: number;
}

/** A blob that is wanted and not held. */
export interface MissingBlob extends BlobFetchRow {
  reasons: WantedBlob['reasons'];
  /** One entry for each peer that was asked. */
  peers: PeerFetch[];
}

/** Who is being asked for what, mirrored to the rows that operators look at. */
export class FetchProgress {
  readonly #db: Connection;
  readonly #now: () => number;
  readonly #rows = new Map<Digest, BlobFetchRow>();
  readonly #details = new Map<Digest, { reasons: WantedBlob['reasons']; peers: Map<AuthorityName, PeerFetch> }>();
  #completeSince: number;

  constructor(db: Connection, now: () => number) {
    this.#db = db;
    this.#now = now;
    this.#completeSince = now();
  }

  /** When what is wanted was last seen to be held. Local clock, milliseconds. */
  get completeSince(): number {
    return this.#completeSince;
  }

  /** Rows of an earlier run say nothing about this one. */
  async start(): Promise<void> {
    for (const row of await blobsQueries.blobFetches(this.#db))
      await blobsWriters.removeBlobFetch(this.#db, row.digest);
  }

  /** Drops what is wanted no longer, marks what came in some other way, and lists what became missing. */
  async track(missing: readonly WantedBlob[], wanted: ReadonlySet<Digest>): Promise<void> {
    const absent = new Set(missing.map(({ digest }) => digest));
    for (const row of [...this.#rows.values()]) {
      if (!wanted.has(row.digest)) {
        this.#forget(row.digest);
        await blobsWriters.removeBlobFetch(this.#db, row.digest);
      } else if (!absent.has(row.digest) && row.state !== 'held') await this.#write({ ...row, state: 'held' });
    }
    for (const { digest, owner, reasons } of missing) {
      const peers = this.#details.get(digest)?.peers ?? new Map<AuthorityName, PeerFetch>();
      this.#details.set(digest, { reasons, peers });
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

  async answered({ wanted, peer: { name: peer }, result, reason }: FetchAttempt): Promise<void> {
    const attempts = (this.#rows.get(wanted.digest)?.attempts ?? 0) + 1;
    const peers = this.#details.get(wanted.digest)?.peers;
    const asked = (peers?.get(peer)?.attempts ?? 0) + 1;
    peers?.set(peer, { peer, result, detail: reason ?? null, attempts: asked, atMs: this.#now() });
    await this.#change(wanted, { state: stateAfter(result), attempts, lastResult: result, lastPeer: peer });
  }

  /** Everything missing, the one waiting longest first. */
  missing(): MissingBlob[] {
    return [...this.#rows.values()]
      .filter((row) => row.state !== 'held')
      .sort((a, b) => a.since - b.since || (a.digest < b.digest ? -1 : 1))
      .map((row) => {
        const { reasons = [], peers = new Map<AuthorityName, PeerFetch>() } = this.#details.get(row.digest) ?? {};
        return { ...row, reasons, peers: [...peers.values()] };
      });
  }

  async #change(wanted: WantedBlob, change: Partial<BlobFetchRow>): Promise<void> {
    const row = this.#rows.get(wanted.digest);
    if (row !== undefined) await this.#write({ ...row, ...change });
  }

  async #write(row: BlobFetchRow): Promise<void> {
    this.#rows.set(row.digest, row);
    if (row.state === 'held') {
      this.#details.delete(row.digest);
      this.#completeSince = this.#now();
    }
    await blobsWriters.writeBlobFetch(this.#db, row);
  }

  #forget(digest: Digest): void {
    this.#rows.delete(digest);
    this.#details.delete(digest);
    this.#completeSince = this.#now();
  }
}

const stateAfter = (result: FetchResult): BlobFetchRow['state'] => (result === 'ok' ? 'held' : 'waiting');
