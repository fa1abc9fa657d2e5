import type { Digest } from '@baton/protocol';
import { immutable, OCTET_STREAM } from '@baton/service-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BlobStore } from './blob-store.ts';
import { BlobError } from './errors.ts';

/** A blob is for ever what its digest says: its bytes, 304 for whoever has them, or BLOB_NOT_FOUND. */
export async function answerBlob(
  digest: Digest,
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  store: Pick<BlobStore, 'has' | 'get'>,
): Promise<FastifyReply> {
  const etag = `"${digest}"`;
  const known = headers['if-none-match'] === etag && store.has(digest);
  const bytes = known ? undefined : await store.get(digest);
  if (!known && bytes === undefined) throw unknownBlob(digest);
  immutable(reply);
  reply.header('etag', etag);
  return known ? reply.code(304).send() : reply.type(OCTET_STREAM).send(bytes);
}

export const unknownBlob = (digest: string): BlobError => new BlobError('BLOB_NOT_FOUND', `no blob ${digest} here`);
