import { isUnanswered } from '@baton/log';
import { digest, type Epoch, type SequencedAt } from '@baton/protocol';
import { type EventFeed, eventRoute, immutable, ProblemSchema } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { errors } from '@nats-io/transport-node';
import type { FastifyReply } from 'fastify';
import type { InspectionSources, LogInspection } from './log-inspection.ts';
import { InspectionProblem } from './problem.ts';
import * as schemas from './schemas.ts';

/** Answers being read at once: the sequencer shares server and thread with them. */
const INSPECTIONS_MAX = 8;

export interface InspectionRouteDependencies extends InspectionSources {
  events: EventFeed;
  present(): Epoch | null;
  /** Where a message of the present epoch stands. */
  findKey(key: ReturnType<typeof digest>): SequencedAt | undefined;
}

/** What the log holds, for people and tools. docs/spec/log.md#inspection */
export function inspectionRoutes(dependencies: InspectionRouteDependencies): FastifyPluginAsyncTypebox {
  const inspect = inspector(dependencies);
  return async (app) => {
    const tags = ['log'];
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
    const epoch = '/v1/log/epochs/:epoch';

    app.get(
      '/v1/log/epochs',
      { schema: { tags, querystring: schemas.epochListQuery, response: { 200: schemas.epochPage, ...problems } } },
      ({ query }) => inspect((log) => log.epochs(query)),
    );

    app.get(
      `${epoch}/commits`,
      {
        schema: {
          tags,
          params: schemas.epochParams,
          querystring: schemas.commitsQuery,
          response: { 200: schemas.commitPage, ...problems },
        },
      },
      async ({ params, query }, reply) => {
        const { value, final } = await inspect((log) => log.commits(params.epoch, query));
        if (final) immutable(reply);
        return value;
      },
    );

    app.get(
      `${epoch}/commits/:round`,
      { schema: { tags, params: schemas.roundParams, response: { 200: schemas.commitAnswer, ...problems } } },
      async ({ params }, reply) => {
        const commit = await inspect((log) => log.commit(params.epoch, params.round));
        immutable(reply);
        return sendWhole(reply, commit);
      },
    );

    app.get(
      `${epoch}/messages`,
      {
        schema: {
          tags,
          params: schemas.epochParams,
          querystring: schemas.messagesQuery,
          response: { 200: schemas.messagePage, ...problems },
        },
      },
      async ({ params, query: { kind, author, round, ...page } }, reply) => {
        const { value, final } = await inspect((log) => log.messages(params.epoch, { ...page, kind, author, round }));
        if (final) immutable(reply);
        return sendWhole(reply, value);
      },
    );

    app.get(
      `${epoch}/messages/:sequence`,
      { schema: { tags, params: schemas.sequenceParams, response: { 200: schemas.messageAnswer, ...problems } } },
      async ({ params }, reply) => {
        const message = await inspect((log) => log.message(params.epoch, params.sequence));
        immutable(reply);
        return sendWhole(reply, message);
      },
    );

    app.get(
      '/v1/log/keys/:key',
      {
        schema: {
          tags,
          params: schemas.keyParams,
          querystring: schemas.keyQuery,
          response: { 200: schemas.position, ...problems },
        },
      },
      async ({ params, query }) => {
        const key = digest(params.key);
        const present = dependencies.present() ?? Number.MAX_SAFE_INTEGER;
        const here = query.epoch === undefined || query.epoch === present ? dependencies.findKey(key) : undefined;
        const found = here ?? (await inspect((log) => log.findKey(key, present, query.epoch)));
        if (!found) throw new InspectionProblem('LOG_KEY_UNKNOWN', 'not in the epochs that were looked through');
        return found;
      },
    );

    eventRoute(app, '/v1/log/events', {
      source: dependencies.events.source,
      tags,
      events: '`commit`: epoch, round, time, and the sequence, kind and author of each message.',
    });
  };
}

/** As it is: the schema of a decoded message is long, and tells readers of the API more than it helps a serializer. */
function sendWhole(reply: Pick<FastifyReply, 'type' | 'serializer' | 'send'>, value: unknown): never {
  return reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send(value) as never;
}

/** Runs what reads the log, which is loaded with the first question; a few at a time. */
function inspector(sources: InspectionSources) {
  let loading: Promise<LogInspection> | undefined;
  const load = () => {
    loading ??= import('./log-inspection.ts').then((module) => new module.LogInspection(sources));
    return loading;
  };
  let running = 0;
  return async <Value>(work: (log: LogInspection) => Promise<Value>): Promise<Value> => {
    if (running >= INSPECTIONS_MAX)
      throw new InspectionProblem('LOG_BUSY', 'too much of the log is being read at once');
    running += 1;
    try {
      return await work(await load());
    } catch (cause) {
      if (!isUnreachable(cause)) throw cause;
      throw new InspectionProblem('LOG_UNAVAILABLE', 'the server of the log does not answer', cause);
    } finally {
      running -= 1;
    }
  };
}

const isUnreachable = (error: unknown): boolean =>
  isUnanswered(error) || [errors.RequestError, errors.ClosedConnectionError].some((type) => error instanceof type);
