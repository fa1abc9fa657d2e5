import * as v from 'valibot';

const ProblemSchema = v.object({
  status: v.fallback(v.number(), 0),
  code: v.fallback(v.string(), 'HTTP_ERROR'),
  title: v.fallback(v.string(), 'The request failed'),
  fault: v.fallback(v.nullish(v.string()), null),
  detail: v.fallback(v.nullish(v.string()), null),
});

/** What an answer other than the one asked for says: the house's problem+json, or its closest likeness. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly status: number;
  /** A stable code; NETWORK when nobody answered, ANSWER_UNREADABLE when the answer made no sense. */
  readonly code: string;
  readonly detail: string | null;

  constructor(
    problem: { status: number; code: string; title: string; detail?: string | null | undefined },
    cause?: unknown,
  ) {
    super(problem.title, cause === undefined ? undefined : { cause });
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail ?? null;
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => ({}));
  const read = v.safeParse(ProblemSchema, body);
  if (read.success) return new ApiProblem({ ...read.output, status: response.status });
  const title = response.statusText || 'The request failed';
  return new ApiProblem({ status: response.status, code: 'HTTP_ERROR', title });
}

/** 404 is an answer, not a failure: what was asked about is not there (yet). */
export function isAbsent(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 404;
}
