import type { ConfigurationOverrides, Digest, Epoch } from '@baton/protocol';
import { checkpointQueries, handoffQueries } from '@baton/read-model';
import {
  type EventFeed,
  epochList,
  epochListQuery,
  eventRoute,
  HttpProblem,
  immutable,
  notFound,
  ProblemSchema,
  pageByText,
  type TextPlace,
} from '@baton/service-runtime';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type CertificateRouteDependencies, certificateRoute } from './certificate-route.ts';
import { checkpointRoutes } from './checkpoint-routes.ts';
import * as schemas from './schemas.ts';
import { describeAttestations, describeEpochRow, describeHandoff } from './views.ts';

export type PeerRouteDependencies = Omit<CertificateRouteDependencies, 'longPolls'>;

export interface RouteDependencies extends PeerRouteDependencies {
  events: EventFeed;
  /** The network's own graces. */
  grace: ConfigurationOverrides;
}

/** Votes, signatures, certificates and the close, for the node's own side. docs/spec/handoff.md */
export function handoffRoutes(dependencies: RouteDependencies): FastifyPluginAsyncTypebox {
  const { database, events, grace } = dependencies;
  const { db } = database;
  const epochs = epochList('handoff.epochs');

  async function knows(epoch: Epoch): Promise<boolean> {
    const checkpoint = await checkpointQueries.projectionCheckpoint(db, 'handoff', 'handoff', epoch);
    return checkpoint !== undefined || (await handoffQueries.certificate(db, epoch)) !== undefined;
  }
  /** Nothing of an epoch changes after its last commit was folded. */
  const ended = async (epoch: Epoch) =>
    (await checkpointQueries.projectionCheckpoint(db, 'handoff', 'handoff', epoch))?.ended === true;

  return async (app) => {
    const schema = { tags: ['handoff'], params: schemas.epochParams };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
    await app.register(certificateRoute({ ...dependencies, longPolls: true }));
    await app.register(checkpointRoutes({ db, ended }));

    app.get(
      '/v1/handoff/epochs',
      { schema: { tags: ['handoff'], querystring: epochListQuery, response: { 200: schemas.epochList, ...problems } } },
      ({ query }) => epochs(query, (page) => handoffQueries.handoffEpochs(db, page), describeEpochRow),
    );

    app.get(
      '/v1/handoff/epochs/:epoch',
      { schema: { ...schema, response: { 200: schemas.handoffView, ...problems } } },
      async ({ params: { epoch } }, reply) => {
        if (!(await knows(epoch))) {
          throw notFound('HANDOFF_EPOCH_UNKNOWN', 'Nothing of this epoch has been read from the log');
        }
        if (await ended(epoch)) immutable(reply);
        return describeHandoff(db, epoch, grace);
      },
    );

    app.get(
      '/v1/handoff/epochs/:epoch/attestation',
      {
        schema: { ...schema, querystring: schemas.pageQuery, response: { 200: schemas.attestationList, ...problems } },
      },
      async ({ params: { epoch }, query }, reply) => {
        const isFinal = await ended(epoch);
        const { items, next } = await pageByText(
          `handoff.attestation.${epoch}`,
          query,
          (place: TextPlace<Digest>) => handoffQueries.attestationsPage(db, epoch, place),
          ({ attestationDigest }) => attestationDigest,
        );
        const described = await describeAttestations(db, epoch, items);
        if (isFinal) immutable(reply);
        return { items: described, next };
      },
    );

    eventRoute(app, '/v1/handoff/events', {
      source: events.source,
      tags: ['handoff'],
      events:
        'Tables of schema `handoff` that changed, with `{epoch, round}`: `vote`, `attestation`, `handoff_signature`, `certificate`, `close_status`, `output_vote`, `network_key_output`, `epoch_end`, `checkpoint`, `checkpoint_tally`, `checkpoint_signature`, `user_session_output`, `capability`, `protocol_upgrade`.',
    });
  };
}

/** The public face: certificates only, by rate. docs/spec/handoff.md#http */
export function handoffPeerRoutes(
  dependencies: PeerRouteDependencies,
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
