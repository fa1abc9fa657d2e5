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

/** What fetch says of every failure alike; why is in its cause. */
const SAYS_NOTHING = 'fetch failed';

/** The message of an error on one line; of its cause where it says nothing itself. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  const code = (error as { code?: unknown }).code;
  if ((message === '' || message === SAYS_NOTHING) && cause !== undefined) return reasonOf(cause);
  if (message === '' && typeof code === 'string') return code;
  return message.split('\n')[0] ?? message;
}
