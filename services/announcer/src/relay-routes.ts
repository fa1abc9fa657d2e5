import { OCTET_STREAM, ProblemSchema, streamOctets } from '@baton/service-runtime';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AnnouncerError } from './errors.ts';
import type { Relay } from './relay.ts';
import { RelayBody } from './relay-body.ts';
import type { RelayAnswer } from './relay-checks.ts';
import * as schemas from './schemas.ts';

/** Announcements under way at once; more are refused with RELAY_BUSY. docs/spec/producer.md#relay */
export const RELAYS_IN_FLIGHT_MAX = 16;
/** Per address; more are refused with RELAY_RATE_LIMITED. */
export const RELAY_REQUESTS_PER_MINUTE = 240;
const RETRY_AFTER_SECONDS = 3;

export interface RelayRouteOptions {
  /** cap of a joiner's blob */
  blobBytesMax: number;
  inFlightMax: number;
  requestsPerMinute: number;
}

/** The public face: a joiner hands in its announcement and its blob. */
export function relayRoutes(relay: Relay, options: RelayRouteOptions): FastifyPluginAsyncTypebox {
  const { blobBytesMax, inFlightMax, requestsPerMinute } = options;
  const tooLarge = (size: number) =>
    new AnnouncerError('RELAY_BLOB_TOO_LARGE', `${size} bytes or more where ${blobBytesMax} are allowed`);

  async function answer(body: RelayBody): Promise<RelayAnswer> {
    const signed = await body.announcement();
    const checked = await relay.check(signed);
    const told: RelayAnswer =
      checked.verdict === 'recorded'
        ? { outcome: 'accepted' }
        : checked.verdict === 'reject'
          ? { outcome: 'rejected', reason: checked.reason }
          : await relay.relay(signed, await body.blob(blobBytesMax, tooLarge));
    relay.note(signed, told);
    return told;
  }

  return async (app) => {
    let inFlight = 0;
    streamOctets(app);
    await app.register(rateLimit, {
      max: requestsPerMinute,
      timeWindow: '1 minute',
      errorResponseBuilder: () =>
        new AnnouncerError('RELAY_RATE_LIMITED', `more than ${requestsPerMinute} requests in a minute`),
    });

    app.addHook('onRequest', async (_request, reply) => {
      if (inFlight >= inFlightMax) {
        reply.header('retry-after', RETRY_AFTER_SECONDS);
        throw new AnnouncerError('RELAY_BUSY', `${inFlightMax} announcements are under way`);
      }
      inFlight += 1;
      reply.raw.once('close', () => {
        inFlight -= 1;
      });
    });

    app.post(
      '/v1/announcer/relay',
      {
        schema: {
          tags: ['announcer'],
          consumes: [OCTET_STREAM],
          response: { 200: schemas.relayAnswer, '4xx': ProblemSchema, '5xx': ProblemSchema },
        },
      },
      async (request) => {
        const body = new RelayBody(request.body);
        try {
          return await answer(body);
        } finally {
          body.discard();
        }
      },
    );
  };
}
