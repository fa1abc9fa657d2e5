import { HttpProblem, LONG_POLL_MS_MAX, toProblem } from '@baton/service-runtime';
import replyFrom, { type FastifyReplyFromHooks } from '@fastify/reply-from';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { ConsoleConfig } from './config.ts';
import { validatorStatus } from './status.ts';
import { type Upstream, Upstreams } from './upstreams.ts';

/** Connections to one process; each stream of events holds one, and a listener gives 64 of those. */
const CONNECTIONS_PER_PROCESS = 128;
/** A machine that is off refuses nothing: time must be left to ask another one before who asks gives up. */
const CONNECT_MS = 2_000;
const ANSWER_MS = LONG_POLL_MS_MAX + 5_000;
/** Between two pieces of an answer; streams of events say within it that they are alive. */
const SILENCE_MS = 60_000;

const PASSED_ON = ['accept', 'accept-encoding', 'if-none-match', 'last-event-id', 'traceparent'] as const;
const PASSED_BACK = [
  'content-type',
  'content-length',
  'content-encoding',
  'etag',
  'cache-control',
  'last-modified',
  'vary',
  'retry-after',
] as const;

/** Read-only ways to consensus-log and to each validator's services. Nothing that a visitor sends but a path gets through. */
export function proxyRoutes(config: ConsoleConfig): FastifyPluginAsyncTypebox {
  const upstreams = new Upstreams(config);
  return async (app) => {
    await app.register(replyFrom, {
      undici: {
        connections: CONNECTIONS_PER_PROCESS,
        pipelining: 1,
        connectTimeout: CONNECT_MS,
        headersTimeout: ANSWER_MS,
        bodyTimeout: SILENCE_MS,
      },
      destroyAgent: true,
      disableRequestLogging: true,
    });
    const log = Type.Object({ '*': Type.String() });
    app.get('/console/api/log/*', { schema: { params: log } }, (request, reply) =>
      passOn(reply, upstreams.log(request.params['*'])),
    );
    const validator = Type.Object({ label: Type.String(), '*': Type.String() });
    app.get('/console/api/validators/:label/*', { schema: { params: validator } }, (request, reply) =>
      passOn(reply, [upstreams.validator(request.params.label, request.params['*'], request)]),
    );
    await app.register(validatorStatus(upstreams));
  };
}

const PASSING: FastifyReplyFromHooks = {
  rewriteRequestHeaders: (_request, headers) => ({ ...picked(headers, PASSED_ON), host: headers.host }),
  rewriteHeaders: (headers) => askedAgain(picked(headers, PASSED_BACK)),
  // Who asks again is the page.
  retryDelay: () => null,
};

/** Asks the first, and each next one only where those before it cannot be reached. */
function passOn(reply: FastifyReply, [upstream, ...others]: readonly Upstream[], cause?: Error): FastifyReply {
  if (upstream === undefined)
    return refuse(reply, new HttpProblem(502, 'SERVICE_UNREACHABLE', 'The service cannot be reached', { cause }));
  return reply.from(upstream.url, {
    ...PASSING,
    onError: (_reply, { error }) => {
      if (isSilence(error))
        return refuse(
          reply,
          new HttpProblem(504, 'SERVICE_SILENT', 'The service did not answer in time', { cause: error }),
        );
      upstream.wasUnreachable?.();
      return passOn(reply, others, error);
    },
  });
}

/**
 * What cannot change within a network may be another thing in the next one at this address: browsers keep it, and ask
 * whether its ETag still holds.
 */
function askedAgain<Headers extends { 'cache-control'?: string | undefined }>(headers: Headers): Headers {
  return headers['cache-control']?.includes('immutable') ? { ...headers, 'cache-control': 'no-cache' } : headers;
}

function picked<Headers extends object>(headers: Headers, names: readonly (string & keyof Headers)[]): Headers {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  ) as Headers;
}

/** It took the question, and said nothing. */
const isSilence = (error: Error & { statusCode?: unknown; code?: unknown }): boolean =>
  error.statusCode === 504 && error.code !== 'UND_ERR_CONNECT_TIMEOUT';

function refuse(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').send(toProblem(problem, reply.request.url));
}
