import { schemaCheck } from '@baton/service-runtime';
import { traceHeaders } from '@baton/telemetry';
import * as schemas from './schemas.ts';

/** Above the time a member takes until it gives up seeing the announcement sequenced. */
export const PUSH_TIMEOUT_MS = 35_000;
/** An answer is a line. */
const ANSWER_BYTES_MAX = 16 * 1024;

export type PushAnswer = { kind: 'accepted' } | { kind: 'rejected' | 'failed'; reason: string; detail?: string };

/** Hands announcement and blob to one member. Never throws: whatever goes wrong with a member is an answer. */
export async function pushToMember(
  url: string,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<PushAnswer> {
  try {
    const response = await fetch(new URL('/v1/announcer/relay', url), {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', accept: 'application/json', ...traceHeaders() },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PUSH_TIMEOUT_MS)]),
    });
    const answer: unknown = JSON.parse(await shortText(response));
    if (!response.ok) return { kind: 'failed', reason: codeOf(answer) ?? `HTTP ${response.status}` };
    if (!schemaCheck(schemas.relayAnswer)(answer)) return { kind: 'failed', reason: 'no answer of a relay' };
    if (answer.outcome === 'accepted') return { kind: 'accepted' };
    const { reason, detail } = answer;
    return { kind: 'rejected', reason, ...(detail === undefined ? {} : { detail }) };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** `ECONNREFUSED` and the like where the system says so, else the name of the error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}

async function shortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new RangeError('the answer of a member is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

function codeOf(problem: unknown): string | undefined {
  const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  return typeof code === 'string' ? code.slice(0, 64) : undefined;
}
