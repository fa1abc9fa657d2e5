import { CommandFailure } from '../failure.ts';
import { AnsweredProblem, below, findJson } from '../node/http.ts';
import type { LogHead } from './document.ts';

const TIMEOUT_MS = 5_000;

export interface LogAnswer {
  /** Null where no log is served, and where it did not answer. */
  log: LogHead | null;
  /** Why a log that should be there did not answer. */
  logProblem: string | null;
}

/** Tells an address at which no log is served from a log that does not answer. */
export async function readLogHead(log: URL): Promise<LogAnswer> {
  try {
    const head = await findJson(below(log, '/v1/log/head'), TIMEOUT_MS);
    if (head === undefined) return { log: null, logProblem: null };
    const answer = {
      epoch: head.get('epoch').number(),
      round: head.get('round').number(),
      timestampMs: head.get('timestampMs').number(),
      role: head.get('role').text(),
      closed: head.get('closed').boolean(),
    };
    return { log: answer, logProblem: null };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const unknown = error instanceof AnsweredProblem && error.code === 'LOG_ADDRESS_MISSING';
    return { log: null, logProblem: unknown ? null : error.message };
  }
}
