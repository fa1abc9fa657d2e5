export interface ConfigurationProblem {
  readonly key: string;
  readonly problem: string;
}

/** The configuration cannot be used; lists every bad key. Exit code 2. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION_INVALID';
  readonly fault = 'operator';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[], options?: ErrorOptions) {
    super(problems.map(({ key, problem }) => `${key} ${problem}`).join('; '), options);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

export type Fault = 'author' | 'sequencer' | 'operator' | 'chain' | 'caller';

/** An HTTP answer that is not a success (RFC 9457). `code` is stable; `detail` is for people. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fault: Fault;
  readonly detail: string | undefined;

  constructor(
    status: number,
    code: string,
    title: string,
    extra: { detail?: string; fault?: Fault; cause?: unknown } = {},
  ) {
    super(title, { cause: extra.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.fault = extra.fault ?? (status < 500 ? 'caller' : 'operator');
    this.detail = extra.detail;
  }
}

/** A service's closed set of codes, each with its status and whose fault it is. */
export type ProblemCodes<Code extends string> = Readonly<Record<Code, readonly [status: number, fault: Fault]>>;

/** Base of a service's own error class: its codes stand in one table, and the title follows from the code. */
export class CodedProblem<Code extends string> extends HttpProblem {
  declare readonly code: Code;

  constructor(codes: ProblemCodes<Code>, code: Code, detail: string, cause?: unknown) {
    const [status, fault] = codes[code];
    super(status, code, code.toLowerCase().replaceAll('_', ' '), { detail, fault, cause });
  }
}

/** 404 for a resource of this API: `notFound('CERTIFICATE_UNKNOWN', 'No certificate for this epoch')`. */
export const notFound = (code: string, title: string) => new HttpProblem(404, code, title);
