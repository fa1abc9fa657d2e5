import { STATUS_CODES } from 'node:http';
import { isDatabaseOutage } from '@baton/read-model';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { type Fault, HttpProblem } from './errors.ts';

const FAULTS = ['author', 'sequencer', 'operator', 'chain', 'caller'] as const satisfies readonly Fault[];

/** RFC 9457, with a stable `code` and whose `fault` it is. Give it to each route: `response: { 404: ProblemSchema }`. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    fault: Type.Enum([...FAULTS]),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
  },
  { description: 'Problem details (RFC 9457)' },
);
export type Problem = Static<typeof ProblemSchema>;

const DATABASE_UNAVAILABLE = 'DATABASE_UNAVAILABLE';
/** An outage is over, or noticed by those who look, in about this time. */
const DATABASE_RETRY_SECONDS = 2;

/** Protocol codes whose status tells more than "bad request". */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  OVERSIZED: 413,
  DUPLICATE: 409,
  EPOCH_CLOSED: 409,
  WRONG_EPOCH: 409,
  UNKNOWN_AUTHOR: 403,
  AUTHOR_MISMATCH: 403,
  KIND_NOT_ADMITTED: 403,
  INVALID_SIGNATURE: 403,
  JOINER_SIGNATURE_INVALID: 403,
  JOINER_UNREGISTERED: 403,
  RATE_LIMITED: 429,
  LOG_UNAVAILABLE: 503,
};

interface CodedError extends Error {
  code: string;
  fault: Fault;
}

const isCoded = (error: Error): error is CodedError =>
  typeof (error as Partial<CodedError>).code === 'string' &&
  FAULTS.includes((error as Partial<CodedError>).fault as Fault);

function statusOf(error: CodedError): number {
  const known = STATUS_OF_CODE[error.code];
  if (known !== undefined) return known;
  return error.fault === 'author' || error.fault === 'caller' ? 400 : 500;
}

function describe(error: Error): Omit<Problem, 'type' | 'instance'> {
  if (error instanceof HttpProblem) {
    const { status, code, message: title, fault, detail } = error;
    return { status, code, title, fault, ...(detail === undefined ? {} : { detail }) };
  }
  if (isCoded(error)) {
    return { status: statusOf(error), code: error.code, title: error.message, fault: error.fault };
  }
  if (isDatabaseOutage(error)) {
    return { status: 503, code: DATABASE_UNAVAILABLE, title: 'The database is away', fault: 'operator' };
  }
  const { statusCode = 500, validation, validationContext, code } = error as FastifyError;
  if (validation) {
    const detail = validation
      .map(({ instancePath, message }) => `${validationContext ?? 'request'}${instancePath} ${message ?? 'is invalid'}`)
      .join('; ');
    return {
      status: 400,
      code: 'REQUEST_INVALID',
      title: 'The request does not fit its schema',
      fault: 'caller',
      detail,
    };
  }
  if (statusCode < 500) {
    const stable = typeof code === 'string' ? code.replace(/^FST_ERR_(CTP_)?/, 'HTTP_') : 'HTTP_ERROR';
    return { status: statusCode, code: stable, title: error.message, fault: 'caller' };
  }
  return { status: 500, code: 'INTERNAL', title: 'Something went wrong in this node', fault: 'operator' };
}

/** The problem that answers an error. What is inside an unforeseen one stays in the log. */
export function toProblem(error: Error, instance?: string): Problem {
  const described = describe(error);
  return {
    type: `urn:baton:problem:${described.code.toLowerCase().replaceAll('_', '-')}`,
    ...described,
    ...(instance === undefined ? {} : { instance }),
  };
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json');
  return reply.serializer(JSON.stringify).send(problem);
}

export function handleError(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request.url);
  if (problem.status >= 500 && problem.code === 'INTERNAL') request.log.error({ err: error }, 'request failed');
  if (problem.code === DATABASE_UNAVAILABLE) reply.header('retry-after', DATABASE_RETRY_SECONDS);
  return sendProblem(reply, problem);
}

export function handleNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(
    reply,
    toProblem(new HttpProblem(404, 'NOT_FOUND', STATUS_CODES[404] ?? 'Not Found'), request.url),
  );
}
