import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

export const OCTET_STREAM = 'application/octet-stream';

/** Within this plugin, routes get bodies of bytes as a stream, to be read with a cap and an error of their own. */
export function streamOctets(app: FastifyInstance): void {
  app.removeContentTypeParser(OCTET_STREAM);
  app.addContentTypeParser(OCTET_STREAM, (_request, payload, done) => done(null, payload));
}

/**
 * The whole body, or what `tooLarge` makes of its size. The rest of a body above the cap is read and thrown away, so
 * that the client hears the answer.
 */
export async function readOctets(
  body: unknown,
  bytesMax: number,
  tooLarge: (size: number) => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as Readable) {
    size += chunk.length;
    if (size <= bytesMax) chunks.push(chunk);
  }
  if (size > bytesMax) throw tooLarge(size);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
