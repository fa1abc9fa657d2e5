import { decodeCertificate, fromHex } from '@baton/protocol';
import { type CertificateRow, type Database, handoffQueries } from '@baton/read-model';
import {
  type Change,
  HttpProblem,
  longPoll,
  notFound,
  OCTET_STREAM,
  ProblemSchema,
  requestSignal,
} from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { certificate, certificateQuery, epochParams } from './schemas.ts';

export interface CertificateRouteDependencies {
  database: Database;
  change: Change;
  signal: AbortSignal;
  /** Whether a client may wait for the certificate here (`?wait=certificate`). */
  longPolls: boolean;
}

const JSON_TYPE = 'application/json';

/**
 * One epoch's certificate, as JSON or, by Accept, as its BCS bytes. It can gain signers later, and so another ETag.
 * docs/spec/handoff.md#http
 */
export function certificateRoute(dependencies: CertificateRouteDependencies): FastifyPluginAsyncTypebox {
  const { database, change, signal, longPolls } = dependencies;
  return async (app) => {
    app.get(
      '/v1/handoff/epochs/:epoch/certificate',
      {
        schema: {
          tags: ['handoff'],
          params: epochParams,
          querystring: certificateQuery,
          response: {
            200: {
              description: 'The certificate, or its BCS bytes',
              content: { [JSON_TYPE]: { schema: certificate }, [OCTET_STREAM]: { schema: Type.Unknown() } },
            },
            304: Type.Null(),
            '4xx': ProblemSchema,
            '5xx': ProblemSchema,
          },
        },
      },
      async (request, reply) => {
        const type = acceptedType(request.headers.accept);
        const row = await longPoll({
          read: () => handoffQueries.certificate(database.db, request.params.epoch),
          done: (held) => held !== undefined || !longPolls || request.query.wait === undefined,
          change,
          signal: requestSignal(request, signal),
        });
        if (!row) throw notFound('CERTIFICATE_UNKNOWN', 'There is no certificate for this epoch');
        const etag = etagOf(row, type);
        reply.header('etag', etag).header('cache-control', 'no-cache').header('vary', 'accept');
        if (request.headers['if-none-match'] === etag) return reply.code(304).send(null);
        const bytes = fromHex(row.encoded);
        if (type === JSON_TYPE) return decodeCertificate(bytes);
        // The schema is that of the JSON form; bytes pass it by.
        return reply.type(OCTET_STREAM).send(Buffer.from(bytes) as never);
      },
    );
  };
}

/** Two certificates with as many signers can differ in bytes only by which valid signature of a signer they keep. */
const etagOf = ({ attestationDigest, signers }: CertificateRow, type: string): string =>
  `"${attestationDigest}-${signers}-${type === JSON_TYPE ? 'json' : 'bcs'}"`;

/** The first media range we know; anything goes when nothing was asked for. */
function acceptedType(accept: string | undefined): typeof JSON_TYPE | typeof OCTET_STREAM {
  if (accept === undefined) return JSON_TYPE;
  for (const range of accept.split(',')) {
    const [name] = range.trim().toLowerCase().split(';');
    if (name === OCTET_STREAM) return OCTET_STREAM;
    if (name === JSON_TYPE || name === '*/*' || name === 'application/*') return JSON_TYPE;
  }
  throw new HttpProblem(406, 'NOT_ACCEPTABLE', `A certificate comes as ${JSON_TYPE} or ${OCTET_STREAM}`);
}
