import type { Digest } from '@baton/protocol';
import { blobsQueries, type Connection } from '@baton/read-model';
import { type EventFeed, eventRoute, listCursors, ProblemSchema } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import type { BlobStore } from './blob-store.ts';
import type { FetchProgress, MissingBlob } from './fetch-progress.ts';
import type { FetchResult } from './fetcher.ts';
import * as schemas from './schemas.ts';
import type { ServeCache } from './serve-cache.ts';

export interface ListRouteDependencies {
  db: Connection;
  store: BlobStore;
  cache: ServeCache;
  progress: FetchProgress;
  events: EventFeed;
}

type Wanted = Static<typeof schemas.wantedList>['items'][number];

/** What is held, and what is missing and being fetched from whom. docs/spec/blobs.md#local-face */
export function blobListRoutes({
  db,
  store,
  cache,
  progress,
  events,
}: ListRouteDependencies): FastifyPluginAsyncTypebox {
  const held = listCursors('blobs.held', ['string']);
  const wanted = listCursors('blobs.wanted', ['number', 'string']);
  const tags = ['blobs'];
  const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
  return async (app) => {
    app.get(
      '/v1/blobs',
      { schema: { tags, querystring: schemas.blobQuery, response: { 200: schemas.blobList, ...problems } } },
      async ({ query: { limit, cursor } }) => {
        const [after] = held.read(cursor) ?? [];
        const rows = await blobsQueries.blobsPage(db, { after: after as Digest | undefined, limit: limit + 1 });
        const items = rows.map((row) => ({ ...row, storedAt: iso(row.storedAt) }));
        return {
          ...held.page(items, limit, ({ digest }) => [digest]),
          count: store.count,
          bytes: store.bytes,
          cache: { count: cache.count, bytes: cache.bytes },
        };
      },
    );

    app.get(
      '/v1/blobs/wanted',
      { schema: { tags, querystring: schemas.blobQuery, response: { 200: schemas.wantedList, ...problems } } },
      async ({ query: { limit, cursor } }) => {
        const [since, digest] = wanted.read(cursor) ?? [-1, ''];
        const rest = progress
          .missing()
          .filter((row) => row.since > since || (row.since === since && row.digest > digest));
        const page = wanted.page(rest, limit, (row) => [row.since, row.digest]);
        return { items: page.items.map(describeMissing), next: page.next };
      },
    );

    app.get(
      '/v1/blobs/network-key-outputs',
      { schema: { tags, querystring: schemas.outputListQuery, response: { 200: schemas.outputList, ...problems } } },
      async ({ query: { epoch, limit, cursor } }) => {
        const outputs = listCursors(`blobs.outputs.${epoch ?? 'all'}`, ['number', 'string', 'string']);
        const after = outputs.read(cursor) ?? undefined;
        const rows = await blobsQueries.heldOutputsPage(db, { epoch, after, limit: limit + 1 });
        return outputs.page(rows, limit, (row) => [row.epoch, row.keyId, row.output]);
      },
    );

    eventRoute(app, '/v1/blobs/events', {
      source: events.source,
      tags,
      events: '`blob`, `blob_fetch`, `network_key_output`: what is held, asked for or filed has changed.',
    });
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function describeMissing(row: MissingBlob): Wanted {
  const { digest, reasons, owner, attempts, lastPeer, since, peers } = row;
  const fetching = row.state === 'fetching';
  return {
    digest,
    reasons,
    owner,
    state: fetching ? 'fetching' : 'waiting',
    asking: fetching ? lastPeer : null,
    attempts,
    lastResult: row.lastResult as FetchResult | null,
    lastPeer,
    since: iso(since),
    peers: peers.map(({ atMs, ...peer }) => ({ ...peer, at: iso(atMs) })),
  };
}
