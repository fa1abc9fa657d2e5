import { setTimeout as delay } from 'node:timers/promises';
import { pickTrace, type Rejected } from '@baton/log';
import type { Fault, SequencedAt } from '@baton/protocol';
import { HttpProblem, OCTET_STREAM, ProblemSchema, toProblem } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ConsensusLog } from './consensus-log.ts';
import * as schemas from './schemas.ts';
import type { SubmitDoor } from './submit-door.ts';

/** How long `?wait=sequenced` holds an answer. */
const SEQUENCED_WAIT_MS = 10_000;

export interface LogRouteDependencies {
  log: ConsensusLog;
  network: string;
  door: SubmitDoor;
  signal: AbortSignal;
}

/** A refused submission as a problem: same code, fault and detail as over NATS. */
class SubmissionRefused extends Error {
  readonly code: string;
  readonly fault: Fault;
  readonly sequencedAt: SequencedAt | undefined;

  constructor({ code, fault, detail, sequencedAt }: Rejected) {
    super(detail);
    this.code = code;
    this.fault = fault;
    this.sequencedAt = sequencedAt;
  }
}

/** The log over HTTP. docs/spec/log.md#http */
export function logRoutes({ log, network, door, signal }: LogRouteDependencies): FastifyPluginAsyncTypebox {
  return async (app) => {
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };
    const tags = ['log'];

    app.post(
      '/v1/log/submit',
      {
        schema: {
          tags,
          consumes: [OCTET_STREAM],
          querystring: schemas.submitQuery,
          response: { 200: schemas.sequenced, 202: schemas.accepted, ...problems },
        },
        // A duplicate is told where the first one stands, which the common problem has no member for.
        errorHandler(error, request, reply) {
          if (!(error instanceof SubmissionRefused) || !error.sequencedAt) throw error;
          const problem = { ...toProblem(error, request.url), sequencedAt: error.sequencedAt };
          return reply
            .code(409)
            .type('application/problem+json')
            .serializer(JSON.stringify)
            .send(problem as never);
        },
      },
      async (request, reply) => {
        const outcome = door(
          bodyOf(request.body),
          pickTrace((name) => headerOf(request.headers[name])),
        );
        if (outcome.outcome === 'rejected') throw new SubmissionRefused(outcome);
        const { keyDigest } = outcome;
        if (request.query.wait === undefined) return reply.code(202).send({ outcome: 'accepted', keyDigest });
        const result = await within(SEQUENCED_WAIT_MS, outcome.result, signal);
        if (result === null) throw new HttpProblem(504, 'NOT_SEQUENCED', 'Accepted, but not in a commit in time');
        if (result.outcome === 'rejected') throw new SubmissionRefused(result);
        return reply.code(200).send(result);
      },
    );

    app.get('/v1/log/head', { schema: { tags, response: { 200: schemas.head, ...problems } } }, async () => {
      const { ledger, role } = log;
      if (!ledger?.position) throw new HttpProblem(503, 'LOG_UNAVAILABLE', 'No epoch is open yet');
      const { epoch, position, timestampMs, closed, ended } = ledger;
      return { network, epoch, ...position, timestampMs, role, closed, ended };
    });
  };
}

function bodyOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  throw new HttpProblem(415, 'BODY_NOT_BINARY', `The body must be ${OCTET_STREAM}`);
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function within<Value>(ms: number, promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  const done = new AbortController();
  const clock = delay(ms, null, { signal: AbortSignal.any([signal, done.signal]), ref: false });
  try {
    return await Promise.race([promise, clock]);
  } finally {
    done.abort();
    clock.catch(() => undefined);
  }
}
