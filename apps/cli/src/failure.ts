/** docs/run/cli.md#exit-codes */
export const EXIT = { ok: 0, failure: 1, unusable: 2, interrupted: 130 } as const;

/** A command that could not do what it was asked for; its message is for the person who asked. */
export class CommandFailure extends Error {
  override name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failure, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The input itself is no good: exit code 2. */
export function unusable(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, EXIT.unusable, cause === undefined ? undefined : { cause });
}
