import { StopError } from '@baton/log';
import { ConfigurationError } from './errors.ts';

/** docs/run/errors.md#exit-codes */
export const EXIT = { ok: 0, failure: 1, configuration: 2, stop: 3, rejected: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A service's own reason to halt the node for good, with what the operator should do and its own exit code. */
export class HaltError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, remedy: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HaltError';
    this.code = code;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

export interface ExitReport {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly lines: readonly string[];
}

/** What the process ends with and prints for an error that ended it. */
export function explainFailure(error: unknown): ExitReport {
  if (error instanceof ConfigurationError) {
    const lines = error.problems.map(({ key, problem }) => `configuration: ${key} ${problem}`);
    return { exitCode: EXIT.configuration, code: error.code, lines };
  }
  if (error instanceof StopError || error instanceof HaltError) {
    const exitCode = error instanceof HaltError ? error.exitCode : EXIT.stop;
    return { exitCode, code: error.code, lines: [`${error.code}: ${error.message}`, `what to do: ${error.remedy}`] };
  }
  const code = (error as { code?: unknown } | undefined)?.code;
  const message = error instanceof Error ? error.message : String(error);
  const stable = typeof code === 'string' ? code : 'FAILURE';
  return { exitCode: EXIT.failure, code: stable, lines: [`${stable}: ${message}`] };
}
