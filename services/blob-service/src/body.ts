import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { BlobError } from './errors.ts';

export const OCTET_STREAM = 'application/octet-stream';

/** Hands blobs to the route as a stream, so that the route's own cap and error apply. */
export function acceptOctetStream(app: FastifyInstance): void {
  app.addContentTypeParser(OCTET_STREAM, (_request, payload, done) => done(null, payload));
}

/** The whole body; BLOB_TOO_LARGE as soon as it is known to exceed the cap, the rest is read and thrown away. */
export async function readBody(body: Readable, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bytesMax) chunks.push(chunk);
  }
  if (size > bytesMax) throw new BlobError('BLOB_TOO_LARGE', `${size} bytes where ${bytesMax} are allowed`);
  return Buffer.concat(chunks, size);
}
