import { checkpointQueries, handoffQueries } from '@baton/read-model';
import { HttpProblem, notFound, ProblemSchema } from '@baton/service-runtime';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type CertificateRouteDependencies, certificateRoute } from './certificate-route.ts';
import { checkpointRoutes } from './checkpoint-routes.ts';
import * as schemas from './schemas.ts';
import { describeAttestations, describeHandoff, withoutBytes } from './views.ts';

export type RouteDependencies = Omit<CertificateRouteDependencies, 'longPolls'>;

/** Votes, signatures, certificates and the close, for the node's own side. docs/spec/handoff.md */
export function handoffRoutes(dependencies: RouteDependencies): FastifyPluginAsyncTypebox {
  const { database } = dependencies;
  return async (app) => {
    const schema = { tags: ['handoff'], params: schemas.epochParams };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
    await app.register(certificateRoute({ ...dependencies, longPolls: true }));
    await app.register(checkpointRoutes(database));

    app.get(
      '/v1/handoff/certificates',
      { schema: { tags: ['handoff'], response: { 200: schemas.certificateList, ...problems } } },
      async () => ({ certificates: (await handoffQueries.certificates(database.db)).map(withoutBytes) }),
    );

    app.get(
      '/v1/handoff/epochs/:epoch',
      { schema: { ...schema, response: { 200: schemas.handoffView, ...problems } } },
      async ({ params: { epoch } }) => {
        if (!(await knows(dependencies, epoch))) {
          throw notFound('HANDOFF_EPOCH_UNKNOWN', 'Nothing of this epoch has been read from the log');
        }
        return describeHandoff(database, epoch);
      },
    );

    app.get(
      '/v1/handoff/epochs/:epoch/attestation',
      { schema: { ...schema, response: { 200: schemas.attestationList, ...problems } } },
      ({ params: { epoch } }) => describeAttestations(database, epoch),
    );
  };
}

/** The public face: certificates only, by rate. docs/spec/handoff.md#http */
export function handoffPeerRoutes(
  dependencies: RouteDependencies,
  requestsPerMinute: number,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    await app.register(rateLimit, {
      max: requestsPerMinute,
      timeWindow: '1 minute',
      errorResponseBuilder: () =>
        new HttpProblem(429, 'CERTIFICATE_PEER_RATE_LIMITED', `More than ${requestsPerMinute} requests in a minute`),
    });
    await app.register(certificateRoute({ ...dependencies, longPolls: false }));
  };
}

async function knows({ database }: RouteDependencies, epoch: number): Promise<boolean> {
  const { db } = database;
  const checkpoint = await checkpointQueries.projectionCheckpoint(db, 'handoff', 'handoff', epoch);
  return checkpoint !== undefined || (await handoffQueries.certificate(db, epoch)) !== undefined;
}
