export type Verdict = 'ok' | 'warn' | 'fail' | 'skipped';

/** What one check found. `baton doctor --json` prints a list of these. */
export interface Finding {
  /** A stable word: `log`, `database`, `clock`, `keys`, ... */
  check: string;
  /** What of it was looked at: a file, an address, a peer. */
  subject: string;
  verdict: Verdict;
  detail: string;
  /** What to do; null where nothing is wrong. */
  remedy: string | null;
}

export const ok = (check: string, subject: string, detail: string): Finding => ({
  check,
  subject,
  verdict: 'ok',
  detail,
  remedy: null,
});

export const warn = (check: string, subject: string, detail: string, remedy: string): Finding => ({
  check,
  subject,
  verdict: 'warn',
  detail,
  remedy,
});

export const fail = (check: string, subject: string, detail: string, remedy: string): Finding => ({
  check,
  subject,
  verdict: 'fail',
  detail,
  remedy,
});

/** Not looked at, and why: never counted as good. */
export const skipped = (check: string, subject: string, detail: string, remedy: string | null = null): Finding => ({
  check,
  subject,
  verdict: 'skipped',
  detail,
  remedy,
});

/** The message of an error and of what caused it, on one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  const message = error.message === '' && typeof code === 'string' ? code : error.message;
  return message.split('\n')[0] ?? message;
}
